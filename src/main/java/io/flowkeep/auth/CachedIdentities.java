package io.flowkeep.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks Identity Management about tokens and remembers the answers. Safe for concurrent use.
 *
 * <p><b>What is remembered.</b> A yes counts for the configured time from the answer (not from its
 * last use), so a revoked token and a changed permission show by then at the latest. Every look-up
 * makes Identity Management write to its store and publish an event, so each one that is avoided
 * saves more than the request itself. A no counts for 1 s at most, which shields it from a client
 * that keeps sending a bad token. A missing answer is not remembered, and neither is an answer that
 * names {@link Principal#NOBODY}: it may be the page of a proxy in between. The key is the token's
 * hash and the kind of look-up: what one endpoint says of a token must not be used for another. Yes
 * and no are kept in two bounded caches, so that a flood of invented tokens cannot evict the good
 * ones.
 *
 * <p><b>Joining.</b> Look-ups of one key at the same time become one call, also when nothing is
 * remembered ({@link JoinedCalls}).
 *
 * <p>There is no grace: while Identity Management is unreachable, tokens without a remembered
 * answer are refused, as by the server this replaces.
 */
public final class CachedIdentities implements IdentityAuthority {
    /** Per cache; about 1 kB each, so 20 MB at the very most. */
    static final int MAX_ENTRIES = 10_000;

    private static final Duration REFUSALS_COUNT_FOR = Duration.ofSeconds(1);
    private static final IdentityAnswer INTERRUPTED = new IdentityAnswer.Unreachable("interrupted");

    private final IdentityCheck neighbour;
    private final LongSupplier nanoTime;
    private final AuthorityWatch watch;
    private final OutageLog outages;
    private final Cache<Key, Identity.Known> good;
    private final Cache<Key, Identity.Refused> refused;
    private final JoinedCalls<Key, IdentityAnswer> calls = new JoinedCalls<>();

    /**
     * An authority with empty caches.
     *
     * @param ttl how long a yes counts; zero to remember nothing
     * @param nanoTime as {@link System#nanoTime()}
     */
    public CachedIdentities(
            IdentityCheck neighbour, Duration ttl, LongSupplier nanoTime, AuthorityWatch watch) {
        this.neighbour = neighbour;
        this.nanoTime = nanoTime;
        this.watch = watch;
        this.outages =
                new OutageLog(
                        "Identity Management", "tokens are refused until it answers", nanoTime);
        boolean shorter = ttl.compareTo(REFUSALS_COUNT_FOR) < 0;
        this.good = bounded(ttl, nanoTime);
        this.refused = bounded(shorter ? ttl : REFUSALS_COUNT_FOR, nanoTime);
    }

    /**
     * Evicts on the caller's thread: the work is small, and no common pool is needed. What is kept
     * for no time at all is gone before anybody can find it.
     */
    private static <V> Cache<Key, V> bounded(Duration kept, LongSupplier nanoTime) {
        return Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .expireAfterWrite(kept)
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    private record Key(TokenHash token, IntrospectionKind kind) {}

    @Override
    public Identity identify(String token, String kind) {
        Key key = new Key(TokenHash.of(token), IntrospectionKind.of(kind));
        Optional<Identity> remembered = remembered(key);
        if (remembered.isPresent()) {
            watch.hit();
            return remembered.get();
        }
        watch.miss();
        return switch (JoinedCalls.await(calls.start(key, () -> ask(key, token)), INTERRUPTED)) {
            case IdentityAnswer.Known(var principal) -> new Identity.Known(principal);
            case IdentityAnswer.Refused(var refusal) -> refusal;
            case IdentityAnswer.Unreachable _ -> Identity.FAILED;
        };
    }

    private Optional<Identity> remembered(Key key) {
        Identity.@Nullable Known known = good.getIfPresent(key);
        return known != null ? Optional.of(known) : Optional.ofNullable(refused.getIfPresent(key));
    }

    /** How many entries there are in both caches; for tests. */
    long entries() {
        good.cleanUp();
        refused.cleanUp();
        return good.estimatedSize() + refused.estimatedSize();
    }

    private IdentityAnswer ask(Key key, String token) {
        // Another call may have ended after this request looked and before it took its place.
        Identity.@Nullable Known known = good.getIfPresent(key);
        if (known != null) {
            return new IdentityAnswer.Known(known.principal());
        }
        Identity.@Nullable Refused refusal = refused.getIfPresent(key);
        if (refusal != null) {
            return new IdentityAnswer.Refused(refusal);
        }
        long start = nanoTime.getAsLong();
        IdentityAnswer answer = neighbour.ask(token, key.kind());
        watch.asked(asCheckAnswer(answer), Duration.ofNanos(nanoTime.getAsLong() - start));
        remember(key, answer);
        return answer;
    }

    private void remember(Key key, IdentityAnswer answer) {
        switch (answer) {
            case IdentityAnswer.Known(var principal) -> {
                outages.answered();
                if (!principal.equals(Principal.NOBODY)) {
                    good.put(key, new Identity.Known(principal));
                }
            }
            case IdentityAnswer.Refused(var refusal) -> {
                outages.answered();
                refused.put(key, refusal);
            }
            case IdentityAnswer.Unreachable(var reason) -> outages.failed(reason);
        }
    }

    /** The answer in the form that the metrics take. */
    private static CheckAnswer asCheckAnswer(IdentityAnswer answer) {
        return switch (answer) {
            case IdentityAnswer.Known _ -> new CheckAnswer.Allowed(Quotas.UNSET);
            case IdentityAnswer.Refused _ -> new CheckAnswer.Refused();
            case IdentityAnswer.Unreachable(var reason) -> new CheckAnswer.Unreachable(reason);
        };
    }
}
