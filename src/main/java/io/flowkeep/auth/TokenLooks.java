package io.flowkeep.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Looks built-in tokens up in their store and remembers the result for a short time. Safe for
 * concurrent use.
 *
 * <p>What the store said about a token, yes or no, counts for half a second. So a token that the
 * command line makes or revokes meanwhile counts, or stops counting, within a second, and a busy
 * client costs two reads a second.
 */
final class TokenLooks {
    /** How long a look into the store counts. */
    static final Duration LOOK_COUNTS_FOR = Duration.ofMillis(500);

    private static final int MAX_ENTRIES = 10_000;

    private final TokenFinder store;
    private final InstantSource clock;
    private final AuthorityWatch watch;
    private final Cache<TokenHash, Look> looks;

    /**
     * Nothing is remembered yet.
     *
     * @param nanoTime as {@link System#nanoTime()}, for the age of what was looked up
     */
    TokenLooks(
            TokenFinder store, InstantSource clock, LongSupplier nanoTime, AuthorityWatch watch) {
        this.store = store;
        this.clock = clock;
        this.watch = watch;
        this.looks =
                Caffeine.newBuilder()
                        .maximumSize(MAX_ENTRIES)
                        .expireAfterWrite(LOOK_COUNTS_FOR)
                        .ticker(nanoTime::getAsLong)
                        .executor(Runnable::run)
                        .build();
    }

    private sealed interface Look {
        record Found(StoredToken token) implements Look {}

        record Nothing() implements Look {}
    }

    /**
     * Finds a token that counts now.
     *
     * @throws io.flowkeep.faults.StoreFault if the store fails; this is not remembered
     */
    Optional<StoredToken> find(TokenHash hash) {
        Look look = looks.getIfPresent(hash);
        if (look == null) {
            watch.miss();
            look = looks.get(hash, this::look);
        } else {
            watch.hit();
        }
        return switch (look) {
            case Look.Found(var stored) ->
                    Optional.of(stored).filter(it -> it.expiry().isAfter(clock.instant()));
            case Look.Nothing _ -> Optional.empty();
        };
    }

    private Look look(TokenHash hash) {
        return store.find(hash).<Look>map(Look.Found::new).orElseGet(Look.Nothing::new);
    }
}
