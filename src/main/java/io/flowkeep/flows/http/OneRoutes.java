package io.flowkeep.flows.http;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowCatalog;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowJson;
import io.flowkeep.flows.RunState;
import io.flowkeep.flows.StepId;
import io.flowkeep.flows.StepLogs;
import io.flowkeep.flows.wire.SentFlows;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Route.Method;
import io.flowkeep.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** {@code /flows/:id} and what can be read below it: shows, changes and deletes one flow. */
final class OneRoutes {
    private static final String ONE = "/flows/:id";
    private final FlowCatalog catalog;
    private final SentFlows sent;
    private final StepLogs logs;

    OneRoutes(FlowCatalog catalog, SentFlows sent, StepLogs logs) {
        this.catalog = catalog;
        this.sent = sent;
        this.logs = logs;
    }

    List<FlowRoute> routes() {
        return List.of(
                FlowRoute.of(Method.GET, ONE, FlowRoute.Need.READ, this::read),
                FlowRoute.of(Method.PATCH, ONE, FlowRoute.Need.WRITE, this::change),
                FlowRoute.of(Method.DELETE, ONE, FlowRoute.Need.WRITE, this::delete)
                        .withPermissionFirst(),
                FlowRoute.of(Method.GET, ONE + "/status", FlowRoute.Need.READ, this::status),
                FlowRoute.of(
                        Method.GET, ONE + "/steps/:stepId/logs", FlowRoute.Need.READ, this::logs));
    }

    private Reply read(FlowCall call) {
        return found(
                call,
                "No flow found",
                flow -> Tagged.unlessKnown(call.request(), FlowReplies.flow(200, flow), flow));
    }

    private Reply change(FlowCall call) {
        Optional<FlowId> id = call.flowId();
        if (id.isEmpty()) {
            return FlowErrors.asText(400, FlowReplies.INVALID_ID);
        }
        // A list says nothing about one flow.
        ObjectNode body = call.body() instanceof ObjectNode object ? object : Json.object();
        return FlowReplies.changed(
                sent.change(id.get(), body, Tagged.ifMatch(call.request()), call.actor()));
    }

    private Reply delete(FlowCall call) {
        return call.flowId()
                .map(id ->
                        FlowReplies.deleted(
                                catalog.delete(id, Tagged.ifMatch(call.request()), call.actor())))
                .orElseGet(() -> FlowErrors.asText(400, FlowReplies.INVALID_ID));
    }

    private Reply status(FlowCall call) {
        return found(
                call,
                "No flow found",
                flow ->
                        Tagged.unlessKnown(
                                call.request(), Tagged.json(200, FlowReplies.data(run(flow)))));
    }

    private static ObjectNode run(Flow flow) {
        RunState run = flow.run();
        ObjectNode json = Json.object().put("id", flow.id().hex());
        if (run.status().isNull()) {
            json.putNull("status");
        } else {
            json.put("status", run.status().text());
        }
        json.put("since", FlowJson.time(run.since())).put("reason", run.reason());
        json.put("ran", run.ran());
        if (!run.startedBy().isEmpty()) {
            json.put("startedBy", run.startedBy());
        }
        if (run.announcements() > 0) {
            json.put("announcedAt", FlowJson.time(run.announcedAt()))
                    .put("announcements", run.announcements());
        }
        return json;
    }

    private Reply logs(FlowCall call) {
        String step = call.request().param("stepId");
        return StepId.climbs(step)
                ? LogReplies.invalidStep()
                : found(call, FlowReplies.NOT_FOUND, flow -> logs(flow, step, call.query()));
    }

    private Reply logs(Flow flow, String step, String query) {
        return StepId.parse(step)
                .map(name -> LogReplies.of(logs.fetch(flow.id(), name, query)))
                .orElseGet(LogReplies::invalidStep);
    }

    private Reply found(FlowCall call, String otherwise, Function<Flow, Reply> answer) {
        Optional<FlowId> id = call.flowId();
        if (id.isEmpty()) {
            return FlowErrors.of(400, FlowReplies.INVALID_ID);
        }
        return catalog.find(id.get(), call.actor())
                .map(answer)
                .orElseGet(() -> FlowErrors.of(404, otherwise));
    }
}
