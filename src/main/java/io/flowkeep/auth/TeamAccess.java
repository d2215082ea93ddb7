package io.flowkeep.auth;

import io.flowkeep.ids.ProjectId;

/** How much of a team's usage a token may see. */
public sealed interface TeamAccess {

    /** Something of it. */
    sealed interface Granted extends TeamAccess {}

    /** All projects of the team: a built-in token made for the team alone, or the admin's. */
    record WholeTeam() implements Granted {}

    /** One project's share: a built-in token made for this project in this team. */
    record OneProject(ProjectId project) implements Granted {}

    /** Nothing. The platform's tokens say nothing about teams, so they always end here. */
    record Refused() implements TeamAccess {}
}
