package io.flowkeep.flows.http;

import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowLifecycle;
import io.flowkeep.flows.Started;
import io.flowkeep.flows.Stopped;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Route.Method;
import io.flowkeep.json.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Starts and stops one flow; from any state, since that is how clients repeat it. */
final class RunRoutes {
    private final FlowLifecycle lifecycle;

    RunRoutes(FlowLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    List<FlowRoute> routes() {
        return List.of(
                FlowRoute.of(Method.POST, "/flows/:id/start", FlowRoute.Need.CONTROL, this::start),
                FlowRoute.of(Method.POST, "/flows/:id/stop", FlowRoute.Need.CONTROL, this::stop));
    }

    private Reply start(FlowCall call) {
        Optional<FlowId> id = call.flowId();
        if (id.isEmpty()) {
            return FlowErrors.of(400, FlowReplies.INVALID_ID);
        }
        return switch (lifecycle.start(id.get(), call.actor())) {
            case Started.Done(var flow, var unchecked) ->
                    FlowReplies.warned(Tagged.json(200, state(flow.id(), "starting")), unchecked);
            case Started.NotFound() -> FlowErrors.of(404, FlowReplies.NOT_FOUND_TO_RUN);
            case Started.Invalid(var messages) -> FlowErrors.of(400, messages);
        };
    }

    /** With {@code force=true} the flow is treated as stopped at once. */
    private Reply stop(FlowCall call) {
        Optional<FlowId> id = call.flowId();
        if (id.isEmpty()) {
            return FlowErrors.of(400, FlowReplies.INVALID_ID);
        }
        boolean force = QueryTree.parse(call.query()).at("force").asString("").equals("true");
        return switch (lifecycle.stop(id.get(), call.actor(), force)) {
            case Stopped.Done(var flow) -> Tagged.json(200, state(flow.id(), flow.status().text()));
            case Stopped.NotFound() -> FlowErrors.of(404, FlowReplies.NOT_FOUND_TO_RUN);
        };
    }

    /** The answer about a flow that was started or stopped. */
    static ObjectNode state(FlowId id, String status) {
        return FlowReplies.data(Json.object().put("id", id.hex()).put("status", status));
    }
}
