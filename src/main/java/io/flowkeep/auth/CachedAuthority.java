package io.flowkeep.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the platform about tokens and remembers the answers. Safe for concurrent use.
 *
 * <p><b>What is remembered.</b> A yes counts for 90 s (see {@link Lifetimes}) from the answer (not
 * from its last use), as in the server this replaces, so a revoked token ends and a changed quota
 * takes effect after the same time as there. A no counts for 1 s, which shields the platform from a
 * client that keeps sending a bad token, and is over before anybody who corrects a token notices.
 * The key is the token's hash <em>and</em> the project: a token used on another project is asked
 * about again. Yes and no are kept in two bounded caches, so that a flood of invented tokens cannot
 * evict the good ones.
 *
 * <p><b>Joining.</b> Checks of one key at the same time become one call, whatever its result
 * ({@link JoinedCalls}).
 *
 * <p><b>Grace.</b> When the platform gives no answer (a refusal is an answer), a token whose last
 * good answer is younger than the grace is let in. Only the first such request of a key waits for
 * the call to fail; later ones are let in at once, and at most once a second one of them sets off a
 * call in the background that finds out whether the platform is back. This is kept per key and not
 * for the platform as a whole, since a platform that fails for one token may still revoke another.
 * Without a young enough answer an outage is a refusal, as in the server this replaces.
 */
public final class CachedAuthority implements Authority {
    /** Per cache; about 300 bytes each, so 15 MB at the very most. */
    static final int MAX_ENTRIES = 50_000;

    private static final long ASK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Access REFUSED = new Access.Refused();
    private static final CheckAnswer INTERRUPTED = new CheckAnswer.Unreachable("interrupted");

    private final ProjectCheck platform;
    private final long goodNanos;
    private final long graceNanos;
    private final LongSupplier nanoTime;
    private final AuthorityWatch watch;
    private final OutageLog outages;
    private final Cache<Key, Good> good;
    private final Cache<Key, Boolean> refused;
    private final JoinedCalls<Key, CheckAnswer> calls = new JoinedCalls<>();

    /**
     * How long answers count.
     *
     * @param good a yes
     * @param refused a no
     * @param grace a yes while the platform is unreachable, counted from when it was given as well,
     *     so not on top of {@code good}; zero for none
     */
    public record Lifetimes(Duration good, Duration refused, Duration grace) {
        /** 90 s, 1 s and 5 minutes. */
        public static final Lifetimes USUAL =
                new Lifetimes(Duration.ofSeconds(90), Duration.ofSeconds(1), Duration.ofMinutes(5));

        /** The same with another grace. */
        public Lifetimes withGrace(Duration other) {
            return new Lifetimes(good, refused, other);
        }
    }

    /**
     * An authority with empty caches.
     *
     * @param nanoTime as {@link System#nanoTime()}
     */
    public CachedAuthority(
            ProjectCheck platform,
            Lifetimes lifetimes,
            LongSupplier nanoTime,
            AuthorityWatch watch) {
        this.platform = platform;
        this.goodNanos = lifetimes.good().toNanos();
        this.graceNanos = lifetimes.grace().toNanos();
        this.nanoTime = nanoTime;
        this.watch = watch;
        this.outages =
                new OutageLog(
                        "The platform",
                        "tokens that were good serve on for "
                                + lifetimes.grace().toSeconds()
                                + " s after their last good answer",
                        nanoTime);
        this.good = bounded(Duration.ofNanos(Math.max(goodNanos, graceNanos)), nanoTime);
        this.refused = bounded(lifetimes.refused(), nanoTime);
    }

    /** Evicts on the caller's thread: the work is small, and no common pool is needed. */
    private static <V> Cache<Key, V> bounded(Duration kept, LongSupplier nanoTime) {
        return Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .expireAfterWrite(kept)
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    private record Key(TokenHash token, ProjectId project) {}

    /**
     * A good answer.
     *
     * @param answeredNanos when the platform gave it
     * @param away whether the platform was asked since and gave no answer
     * @param askAgainNanos if away, when to ask again
     */
    private record Good(Quotas quotas, long answeredNanos, boolean away, long askAgainNanos) {
        boolean isYoungerThan(long ageNanos, long nowNanos) {
            return nowNanos - answeredNanos < ageNanos;
        }

        Good awayAt(long nowNanos) {
            return new Good(quotas, answeredNanos, true, nowNanos + ASK_AGAIN_NANOS);
        }
    }

    @Override
    public Access check(BearerToken token, ProjectId project) {
        Key key = new Key(TokenHash.of(token), project);
        @Nullable Good known = good.getIfPresent(key);
        long now = nanoTime.getAsLong();
        if (known != null && known.isYoungerThan(goodNanos, now)) {
            watch.hit();
            return allowed(project, known.quotas());
        }
        if (refused.getIfPresent(key) != null) {
            watch.hit();
            return REFUSED;
        }
        watch.miss();
        if (known != null && known.away() && known.isYoungerThan(graceNanos, now)) {
            if (now - known.askAgainNanos() >= 0) {
                var _ = askOnce(key, token);
            }
            watch.servedOnGrace();
            return allowed(project, known.quotas());
        }
        return switch (JoinedCalls.await(askOnce(key, token), INTERRUPTED)) {
            case CheckAnswer.Allowed(var quotas) -> allowed(project, quotas);
            case CheckAnswer.Refused _ -> REFUSED;
            case CheckAnswer.Unreachable _ -> onGrace(key);
        };
    }

    /** Refuses always: the platform's tokens say nothing about teams. */
    @Override
    public TeamAccess checkTeam(BearerToken token, TeamId team) {
        return new TeamAccess.Refused();
    }

    private static Access allowed(ProjectId project, Quotas quotas) {
        return new Access.Allowed(new Caller(project, quotas, new TeamReach.AnyTeam()));
    }

    private Access onGrace(Key key) {
        @Nullable Good known = good.getIfPresent(key);
        if (known == null || !known.isYoungerThan(graceNanos, nanoTime.getAsLong())) {
            return REFUSED;
        }
        watch.servedOnGrace();
        return allowed(key.project(), known.quotas());
    }

    /** Tells whether a call is under way; for tests. */
    boolean isAsking() {
        return calls.isBusy();
    }

    private CompletableFuture<CheckAnswer> askOnce(Key key, BearerToken token) {
        return calls.start(key, () -> ask(key, token));
    }

    private CheckAnswer ask(Key key, BearerToken token) {
        long start = nanoTime.getAsLong();
        // Another call may have ended after this request looked and before it took its place.
        @Nullable Good known = good.getIfPresent(key);
        if (known != null && known.isYoungerThan(goodNanos, start)) {
            return new CheckAnswer.Allowed(known.quotas());
        }
        if (refused.getIfPresent(key) != null) {
            return new CheckAnswer.Refused();
        }
        CheckAnswer answer = platform.ask(token, key.project());
        long end = nanoTime.getAsLong();
        watch.asked(answer, Duration.ofNanos(end - start));
        remember(key, answer, end);
        return answer;
    }

    private void remember(Key key, CheckAnswer answer, long nowNanos) {
        switch (answer) {
            case CheckAnswer.Allowed(var quotas) -> {
                outages.answered();
                refused.invalidate(key);
                good.put(key, new Good(quotas, nowNanos, false, 0));
            }
            case CheckAnswer.Refused _ -> {
                outages.answered();
                good.invalidate(key);
                refused.put(key, true);
            }
            case CheckAnswer.Unreachable(var reason) -> {
                outages.failed(reason);
                good.asMap().computeIfPresent(key, (_, known) -> known.awayAt(nowNanos));
            }
        }
    }
}
