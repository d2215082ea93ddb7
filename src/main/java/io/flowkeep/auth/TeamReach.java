package io.flowkeep.auth;

import io.flowkeep.ids.TeamId;

/** Which teams a caller may name in a path, and whether it may use paths that name none. */
public sealed interface TeamReach {

    /** Any team: the platform's tokens belong to a project and say nothing about its team. */
    record AnyTeam() implements TeamReach {}

    /** One team only, for built-in tokens made for one project in one team. */
    record OneTeam(TeamId team) implements TeamReach {}

    /**
     * One team's folders and nothing else, for built-in tokens made for a team alone. Such a token
     * may name any project, and only the folder's team keeps it out of other teams' projects, so a
     * path without a team (context) is not for it.
     */
    record FoldersOf(TeamId team) implements TeamReach {}

    /** Tells whether a path may name this team. */
    default boolean covers(TeamId team) {
        return switch (this) {
            case AnyTeam _ -> true;
            case OneTeam(var own) -> own.equals(team);
            case FoldersOf(var own) -> own.equals(team);
        };
    }

    /** Tells whether a path that names a project but no team may be used. */
    default boolean coversPathsWithoutTeam() {
        return switch (this) {
            case AnyTeam _, OneTeam _ -> true;
            case FoldersOf _ -> false;
        };
    }
}
