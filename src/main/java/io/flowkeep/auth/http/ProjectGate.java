package io.flowkeep.auth.http;

import io.flowkeep.auth.Access;
import io.flowkeep.auth.Authority;
import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.Caller;
import io.flowkeep.auth.TeamAccess;
import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.Handler;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.Optional;

/**
 * The gate before every protected handler: safe ids, then the token, then the handler. Nothing of
 * the body is read before the handler runs. Safe for concurrent use.
 *
 * <p>An unsafe id is 400 before the token is looked at, so that no such id ever reaches an
 * authority. Every fault of a token gets the same 401: the answer does not distinguish an unknown
 * token from one of another project or team.
 */
public final class ProjectGate {
    private static final String PROJECT = "projectId";
    private static final String TEAM = "teamId";
    private final Authority authority;

    /** A gate that asks this authority. */
    public ProjectGate(Authority authority) {
        this.authority = authority;
    }

    /** Answers for a caller who may work on the path's project. Safe for concurrent use. */
    @FunctionalInterface
    public interface ProjectHandler {
        /** Answers a request; the caller's project is the path's {@code projectId}. */
        Reply handle(Request request, Caller caller);
    }

    /** As {@link ProjectHandler}, for a path with a team. Safe for concurrent use. */
    @FunctionalInterface
    public interface TeamProjectHandler {
        /** Answers a request about a visitor's team and project. */
        Reply handle(Request request, Visitor visitor);
    }

    /**
     * A caller that may work on the path's project.
     *
     * @param team empty if the path's is an empty text: the token is good, but there is no such
     *     folder
     */
    public record Visitor(Caller caller, Optional<TeamId> team) {}

    /** Answers for a caller who may see something of the path's team. Safe for concurrent use. */
    @FunctionalInterface
    public interface TeamHandler {
        /** Answers a request about the path's {@code teamId}. */
        Reply handle(Request request, TeamId team, TeamAccess.Granted access);
    }

    /** Guards a route whose template has {@code :projectId} and no team. */
    public Handler guard(ProjectHandler inner) {
        return guardProject((request, visitor) -> inner.handle(request, visitor.caller()));
    }

    /**
     * Guards a route whose template has {@code :projectId} and perhaps {@code :teamId}. The team is
     * checked when there is one. An empty team looks like none here; the handler has to refuse it,
     * after its earlier checks.
     */
    public Handler guardProject(TeamProjectHandler inner) {
        return request -> {
            Optional<ProjectId> project = ProjectId.parse(request.param(PROJECT));
            String teamText = request.param(TEAM);
            Optional<TeamId> team = TeamId.parse(teamText);
            if (project.isEmpty() || (team.isEmpty() && !teamText.isEmpty())) {
                return invalidPath();
            }
            Optional<BearerToken> token = token(request);
            if (token.isEmpty()) {
                return ErrorReply.unauthorized();
            }
            return switch (authority.check(token.get(), project.get())) {
                case Access.Allowed(var caller) ->
                        team.map(caller.team()::covers)
                                        .orElseGet(caller.team()::coversPathsWithoutTeam)
                                ? inner.handle(request, new Visitor(caller, team))
                                : ErrorReply.unauthorized();
                case Access.Refused _ -> ErrorReply.unauthorized();
            };
        };
    }

    /** Guards a route whose template has {@code :teamId} and no project. */
    public Handler guardTeam(TeamHandler inner) {
        return request -> {
            Optional<TeamId> team = TeamId.parse(request.param(TEAM));
            if (team.isEmpty()) {
                return invalidPath();
            }
            Optional<BearerToken> token = token(request);
            if (token.isEmpty()) {
                return ErrorReply.unauthorized();
            }
            return switch (authority.checkTeam(token.get(), team.get())) {
                case TeamAccess.Granted granted -> inner.handle(request, team.get(), granted);
                case TeamAccess.Refused _ -> ErrorReply.unauthorized();
            };
        };
    }

    private static Optional<BearerToken> token(Request request) {
        return BearerToken.fromHeaders(request.headers("authorization"));
    }

    /** The answer to an unsafe path. */
    public static Reply invalidPath() {
        return ErrorReply.of(400, "ENOTDIR", "Invalid Path");
    }
}
