package io.flowkeep.auth;

import java.time.Instant;

/** When a built-in token ends. */
public sealed interface Expiry {

    /** It counts until it is revoked. */
    record Never() implements Expiry {}

    /** It counts before this moment, to the millisecond. */
    record At(Instant end) implements Expiry {}

    /** Tells whether a token still counts. */
    default boolean isAfter(Instant now) {
        return switch (this) {
            case Never _ -> true;
            case At(var end) -> now.isBefore(end);
        };
    }
}
