package io.flowkeep.auth;

import io.flowkeep.ids.ProjectId;

/**
 * A client that may work on one project. Immutable.
 *
 * @param project the project the token was checked for
 * @param quotas the limits that came with the check
 * @param team which teams' folders of the project may be touched
 */
public record Caller(ProjectId project, Quotas quotas, TeamReach team) {}
