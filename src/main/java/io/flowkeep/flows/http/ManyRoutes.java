package io.flowkeep.flows.http;

import io.flowkeep.flows.Changed;
import io.flowkeep.flows.Created;
import io.flowkeep.flows.FlowCatalog;
import io.flowkeep.flows.FlowJson;
import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.wire.BulkElement;
import io.flowkeep.flows.wire.SentFlows;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Route.Method;
import io.flowkeep.json.Json;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /flows} and {@code /flows/bulk}: lists flows, makes one or many, changes many. */
final class ManyRoutes {
    private final FlowCatalog catalog;
    private final SentFlows sent;
    private final FlowGate gate;

    ManyRoutes(FlowCatalog catalog, SentFlows sent, FlowGate gate) {
        this.catalog = catalog;
        this.sent = sent;
        this.gate = gate;
    }

    List<FlowRoute> routes() {
        return List.of(
                FlowRoute.of(Method.GET, "/flows", FlowRoute.Need.READ, this::list),
                FlowRoute.of(Method.POST, "/flows", FlowRoute.Need.WRITE, this::create),
                FlowRoute.of(
                        Method.PATCH, "/flows/bulk", FlowRoute.Need.CHANGE_MANY, this::changeAll));
    }

    private Reply list(FlowCall call) {
        ListingQuery wanted = ListingQuery.of(call.query(), call.actor().visibility());
        FlowPage page = catalog.list(wanted.flows());
        ObjectNode body = Json.object();
        ArrayNode data = body.putArray("data");
        page.flows().forEach(flow -> data.add(FlowJson.of(flow)));
        int size = wanted.flows().limit();
        body.putObject("meta")
                .put("total", page.total())
                .put("page", wanted.page())
                .put("perPage", size)
                .put("totalPages", Math.ceilDiv(page.total(), size));
        return Tagged.unlessKnown(call.request(), Tagged.json(200, body));
    }

    private Reply create(FlowCall call) {
        if (call.body() instanceof ObjectNode body) {
            return FlowReplies.created(sent.create(body, call.actor()));
        }
        if (!gate.mayCreateMany(call.principal())) {
            return Tagged.json(403, noBulk());
        }
        List<BulkElement<Created>> outcomes =
                sent.createAll(BulkReply.elements(call.body()), call.actor());
        Set<String> unchecked = new TreeSet<>();
        ArrayNode data =
                BulkReply.of(
                        outcomes, call.request().id(), (_, outcome) -> element(outcome, unchecked));
        return FlowReplies.warned(Tagged.json(201, FlowReplies.data(data)), unchecked);
    }

    private static ObjectNode element(Created outcome, Set<String> unchecked) {
        return switch (outcome) {
            case Created.Done(var flow, var names) -> {
                unchecked.addAll(names);
                yield FlowJson.of(flow);
            }
            case Created.Invalid(var messages) -> FlowErrors.body(400, messages);
        };
    }

    /** The members are in reverse order here, as clients know it. */
    private static ObjectNode noBulk() {
        ObjectNode body = Json.object();
        body.putArray("errors")
                .addObject()
                .put("code", 403)
                .put("message", "User is missing permission for bulk operations");
        return body;
    }

    private Reply changeAll(FlowCall call) {
        List<JsonNode> elements =
                call.body().isArray() ? BulkReply.elements(call.body()) : List.of(call.body());
        List<BulkElement<Changed>> outcomes = sent.changeAll(elements, call.actor());
        Set<String> unchecked = new TreeSet<>();
        ArrayNode data =
                BulkReply.of(
                        outcomes,
                        call.request().id(),
                        (id, outcome) -> element(id, outcome, unchecked));
        return FlowReplies.warned(Tagged.json(200, FlowReplies.data(data)), unchecked);
    }

    private static ObjectNode element(JsonNode id, Changed outcome, Set<String> unchecked) {
        return switch (outcome) {
            case Changed.Done(var flow, var names) -> {
                unchecked.addAll(names);
                yield FlowJson.of(flow);
            }
            case Changed.NotFound() -> FlowErrors.body(404, FlowReplies.NOT_FOUND, id);
            case Changed.NotInactive(var status) ->
                    FlowErrors.body(
                            409, List.of(FlowReplies.notInactive(id.asString("") + " ", status)));
            case Changed.Invalid(var messages) -> FlowErrors.body(400, messages);
            case Changed.PreconditionFailed() ->
                    throw new IllegalStateException("a bulk has no If-Match");
        };
    }
}
