package io.flowkeep.auth;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Knows Flowkeep's own tokens: all there are for a server without a platform, those of operators
 * beside one ({@link SplitAuthority}). Safe for concurrent use.
 *
 * <p>A token that the command line makes or revokes counts, or stops counting, within a second
 * ({@link TokenLooks}). An unreachable store is a {@code StoreFault}, not a refusal: no client
 * should discard its token because a disk is full.
 */
public final class BuiltInAuthority implements Authority {
    private static final Access REFUSED = new Access.Refused();
    private static final TeamAccess TEAM_REFUSED = new TeamAccess.Refused();

    private final TokenLooks tokens;

    /**
     * An authority over a store.
     *
     * @param nanoTime as {@link System#nanoTime()}, for the age of what was looked up
     */
    public BuiltInAuthority(
            TokenFinder store, InstantSource clock, LongSupplier nanoTime, AuthorityWatch watch) {
        this.tokens = new TokenLooks(store, clock, nanoTime, watch);
    }

    @Override
    public Access check(BearerToken token, ProjectId project) {
        Optional<StoredToken> found = find(token);
        Access access = found.map(stored -> access(stored, project)).orElse(REFUSED);
        if (access instanceof Access.Allowed) {
            found.ifPresent(stored -> OperatorAudit.opened(stored, "project " + project));
        }
        return access;
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
            case Grant.IdentityOnly _ -> REFUSED;
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
            case Grant.OfProject _, Grant.IdentityOnly _ -> TEAM_REFUSED;
        };
    }

    private Optional<StoredToken> find(BearerToken token) {
        return tokens.find(TokenHash.of(token));
    }
}
