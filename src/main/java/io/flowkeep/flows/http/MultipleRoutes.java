package io.flowkeep.flows.http;

import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowLifecycle;
import io.flowkeep.flows.Started;
import io.flowkeep.flows.Stopped;
import io.flowkeep.flows.wire.BulkElement;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Route.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Starts and stops many flows, each for itself. */
final class MultipleRoutes {
    private final FlowLifecycle lifecycle;

    MultipleRoutes(FlowLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    List<FlowRoute> routes() {
        FlowRoute.Need control = FlowRoute.Need.CONTROL;
        return List.of(
                FlowRoute.of(Method.POST, "/flows/multiple/start", control, this::start),
                FlowRoute.of(Method.POST, "/flows/multiple/stop", control, this::stop));
    }

    private Reply start(FlowCall call) {
        Set<String> unchecked = new TreeSet<>();
        Reply reply =
                each(
                        call,
                        (sent, id) ->
                                started(lifecycle.start(id, call.actor()), sent, id, unchecked));
        return FlowReplies.warned(reply, unchecked);
    }

    private Reply stop(FlowCall call) {
        return each(call, (sent, id) -> stopped(lifecycle.stop(id, call.actor(), false), sent, id));
    }

    private static ObjectNode started(
            Started outcome, JsonNode sent, FlowId id, Set<String> unchecked) {
        return switch (outcome) {
            case Started.Done(_, var names) -> {
                unchecked.addAll(names);
                yield RunRoutes.state(id, "starting");
            }
            case Started.NotFound() -> FlowErrors.body(404, FlowReplies.NOT_FOUND_TO_RUN, sent);
            case Started.Invalid(var messages) -> FlowErrors.body(400, messages);
        };
    }

    private static ObjectNode stopped(Stopped outcome, JsonNode sent, FlowId id) {
        return switch (outcome) {
            case Stopped.Done(var flow) -> RunRoutes.state(id, flow.status().text());
            case Stopped.NotFound() -> FlowErrors.body(404, FlowReplies.NOT_FOUND_TO_RUN, sent);
        };
    }

    private static Reply each(FlowCall call, BiFunction<JsonNode, FlowId, ObjectNode> run) {
        if (!call.body().isArray()) {
            return FlowErrors.of(500, "No flow ids given. Expecting an array of flow ids");
        }
        List<BulkElement<ObjectNode>> outcomes =
                BulkElement.each(
                        BulkReply.elements(call.body()),
                        UnaryOperator.identity(),
                        element -> tried(element, run));
        return Tagged.json(200, BulkReply.of(outcomes, call.request().id(), (_, answer) -> answer));
    }

    private static BulkElement<ObjectNode> tried(
            JsonNode element, BiFunction<JsonNode, FlowId, ObjectNode> run) {
        return FlowId.parse(element.isString() ? element.stringValue() : "")
                .<BulkElement<ObjectNode>>map(
                        id -> new BulkElement.Tried<>(element, run.apply(element, id)))
                .orElseGet(() -> new BulkElement.InvalidId<>(element));
    }
}
