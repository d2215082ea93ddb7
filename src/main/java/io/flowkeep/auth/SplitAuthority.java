package io.flowkeep.auth;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;

/**
 * Operators' tokens are looked up here, all others by the platform, which never sees an operator's
 * token. Safe for concurrent use.
 */
public final class SplitAuthority implements Authority {
    private final Authority operators;
    private final Authority others;

    /** Joins two. */
    public SplitAuthority(Authority operators, Authority others) {
        this.operators = operators;
        this.others = others;
    }

    @Override
    public Access check(BearerToken token, ProjectId project) {
        return of(token).check(token, project);
    }

    @Override
    public TeamAccess checkTeam(BearerToken token, TeamId team) {
        return of(token).checkTeam(token, team);
    }

    private Authority of(BearerToken token) {
        return OperatorForm.fits(token) ? operators : others;
    }
}
