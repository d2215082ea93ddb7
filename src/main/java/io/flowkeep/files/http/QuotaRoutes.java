package io.flowkeep.files.http;

import io.flowkeep.auth.TeamAccess;
import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.auth.http.ProjectGate.Visitor;
import io.flowkeep.files.FilesLimits;
import io.flowkeep.files.ProjectFiles;
import io.flowkeep.files.Quota;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.http.Route;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How much is used, by a project in a team and by a team. Safe for concurrent use. */
public final class QuotaRoutes {
    private final ProjectGate gate;
    private final ProjectFiles files;
    private final FilesLimits limits;

    /** Offers usage over HTTP. */
    public QuotaRoutes(ProjectGate gate, ProjectFiles files, FilesLimits limits) {
        this.gate = gate;
        this.files = files;
        this.limits = limits;
    }

    /** The routes, each behind the gate. */
    public List<Route> routes() {
        return List.of(
                new Route(
                        Route.Method.GET,
                        "/v1/quota/:teamId/:projectId",
                        Route.Access.BEARER,
                        gate.guardProject(this::project)),
                new Route(
                        Route.Method.GET,
                        "/v1/quota/:teamId",
                        Route.Access.BEARER,
                        gate.guardTeam(this::team)));
    }

    private Reply project(Request request, Visitor visitor) {
        Optional<TeamId> team = visitor.team();
        if (team.isEmpty()) {
            return ProjectGate.invalidPath();
        }
        ObjectNode body = Json.object();
        body.put("used", files.usedBytes(team.get(), visitor.caller().project()));
        Quota quota = FileQuota.of(visitor.caller(), limits);
        if (quota.isLimited()) {
            body.put("limit", quota.limitBytes());
        }
        return Reply.json(200, body);
    }

    private Reply team(Request request, TeamId team, TeamAccess.Granted access) {
        Map<ProjectId, Long> used =
                switch (access) {
                    case TeamAccess.WholeTeam _ -> files.usedBytes(team);
                    case TeamAccess.OneProject(var project) ->
                            Map.of(project, files.usedBytes(team, project));
                };
        ObjectNode body = Json.object();
        body.put("used", used.values().stream().mapToLong(Long::longValue).sum());
        ArrayNode projects = body.putArray("projects");
        used.forEach((project, bytes) -> {
            ObjectNode member = projects.addObject();
            member.put("project", project.text());
            member.put("used", bytes.longValue());
        });
        return Reply.json(200, body);
    }
}
