package io.flowkeep.storage.s3;

import java.util.function.Consumer;

/** What the store is to check at the moment a change takes effect. Immutable. */
sealed interface Condition {

    /** Nothing. */
    record None() implements Condition {}

    /** No object of that name. */
    record Absent() implements Condition {}

    /**
     * The very object that was looked at.
     *
     * @param etag as it is sent
     */
    record Unchanged(String etag) implements Condition {}

    /** Puts it into a request. */
    default void apply(Consumer<String> ifMatch, Consumer<String> ifNoneMatch) {
        switch (this) {
            case None _ -> {}
            case Absent _ -> ifNoneMatch.accept("*");
            case Unchanged(var etag) -> ifMatch.accept(etag);
        }
    }
}
