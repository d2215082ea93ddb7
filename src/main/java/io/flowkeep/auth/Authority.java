package io.flowkeep.auth;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;

/**
 * Says whether a token may work on a project or see a team. Safe for concurrent use; blocks the
 * calling (virtual) thread for at most 2.5 s, since the clients of the service give up after 3 s.
 */
public interface Authority {

    /**
     * Checks a token for one project. A neighbour that cannot be reached is a refusal, never an
     * exception.
     *
     * @throws io.flowkeep.faults.StoreFault if the tokens are in a store of our own and that fails
     */
    Access check(BearerToken token, ProjectId project);

    /**
     * Says how much of a team's usage the token may see.
     *
     * @throws io.flowkeep.faults.StoreFault as {@link #check}
     */
    TeamAccess checkTeam(BearerToken token, TeamId team);
}
