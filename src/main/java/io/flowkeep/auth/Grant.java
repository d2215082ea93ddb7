package io.flowkeep.auth;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;

/** What a built-in token opens. */
public sealed interface Grant {

    /** Everything: the admin's. */
    record Everything() implements Grant {}

    /** One project, in whatever team's folders. */
    record OfProject(ProjectId project) implements Grant {}

    /** One project, in one team's folders, and that project's share of the team's usage. */
    record OfProjectInTeam(ProjectId project, TeamId team) implements Grant {}

    /**
     * All folders and the usage of one team. It opens no context, since nothing says which team a
     * context belongs to.
     */
    record OfTeam(TeamId team) implements Grant {}

    /** No project and no team: the token only says who its holder is. */
    record IdentityOnly() implements Grant {}
}
