package io.flowkeep.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Knows Flowkeep's own tokens, for a server without a platform. Safe for concurrent use.
 *
 * <p>What the store said about a token, yes or no, counts for half a second. So a token that the
 * command line makes or revokes meanwhile counts, or stops counting, within a second, and a busy
 * client costs two reads a second. The store being away is a {@code StoreFault}, not a refusal: no
 * client should throw its token away because a disk is full.
 */
public final class BuiltInAuthority implements Authority {
    /** How long a look into the store counts. */
    static final Duration LOOK_COUNTS_FOR = Duration.ofMillis(500);

    private static final int MAX_ENTRIES = 10_000;
    private static final Access REFUSED = new Access.Refused();
    private static final TeamAccess TEAM_REFUSED = new TeamAccess.Refused();

    private final TokenStore store;
    private final InstantSource clock;
    private final AuthorityWatch watch;
    private final Cache<TokenHash, Look> looks;

    /**
     * An authority over a store.
     *
     * @param nanoTime as {@link System#nanoTime()}, for the age of what was looked up
     */
    public BuiltInAuthority(
            TokenStore store, InstantSource clock, LongSupplier nanoTime, AuthorityWatch watch) {
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

    @Override
    public Access check(BearerToken token, ProjectId project) {
        return find(token).map(stored -> access(stored, project)).orElse(REFUSED);
    }

    @Override
    public TeamAccess checkTeam(BearerToken token, TeamId team) {
        return find(token).map(stored -> teamAccess(stored.grant(), team)).orElse(TEAM_REFUSED);
    }

    private static Access access(StoredToken token, ProjectId project) {
        return switch (token.grant()) {
            case Grant.Everything _ -> allowed(token, project, new TeamReach.AnyTeam());
            case Grant.OfTeam(var team) -> allowed(token, project, new TeamReach.FoldersOf(team));
            case Grant.OfProject(var own) ->
                    own.equals(project)
                            ? allowed(token, project, new TeamReach.AnyTeam())
                            : REFUSED;
            case Grant.OfProjectInTeam(var own, var team) ->
                    own.equals(project)
                            ? allowed(token, project, new TeamReach.OneTeam(team))
                            : REFUSED;
        };
    }

    private static Access allowed(StoredToken token, ProjectId project, TeamReach reach) {
        return new Access.Allowed(new Caller(project, token.quotas().asQuotas(), reach));
    }

    private static TeamAccess teamAccess(Grant grant, TeamId team) {
        return switch (grant) {
            case Grant.Everything _ -> new TeamAccess.WholeTeam();
            case Grant.OfTeam(var own) ->
                    own.equals(team) ? new TeamAccess.WholeTeam() : TEAM_REFUSED;
            case Grant.OfProjectInTeam(var project, var own) ->
                    own.equals(team) ? new TeamAccess.OneProject(project) : TEAM_REFUSED;
            case Grant.OfProject _ -> TEAM_REFUSED;
        };
    }

    private Optional<StoredToken> find(BearerToken token) {
        TokenHash hash = TokenHash.of(token);
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
