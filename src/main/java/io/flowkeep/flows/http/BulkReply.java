package io.flowkeep.flows.http;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.flows.wire.BulkElement;
import io.flowkeep.http.Refusal;
import io.flowkeep.json.Json;
import java.util.List;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Outcomes of many flows as one list: in the order asked, each with its own result or errors,
 * independent of the others.
 */
final class BulkReply {
    private static final Logger LOG = LoggerFactory.getLogger(BulkReply.class);

    private BulkReply() {}

    /**
     * The elements of a list that was sent.
     *
     * @throws Refusal 400 if there are too many
     */
    static List<JsonNode> elements(JsonNode list) {
        if (list.size() > BulkElement.MOST) {
            throw FlowErrors.refusal(400, "At most " + BulkElement.MOST + " flows in one request");
        }
        return list.valueStream().toList();
    }

    /**
     * The list to answer with.
     *
     * @param tried renders the outcome of a flow whose id, as sent, is the first argument
     * @throws StoreFault if the store was away from the start, so that nothing was tried at all
     */
    static <O> ArrayNode of(
            List<BulkElement<O>> outcomes,
            String requestId,
            BiFunction<JsonNode, O, JsonNode> tried) {
        requireTried(outcomes);
        ArrayNode list = Json.array();
        for (BulkElement<O> outcome : outcomes) {
            list.add(
                    switch (outcome) {
                        case BulkElement.Tried<O>(var id, var end) -> tried.apply(id, end);
                        case BulkElement.NotAnObject<O> _ ->
                                FlowErrors.body(400, List.of("A flow must be an object"));
                        case BulkElement.MissingId<O> _ ->
                                FlowErrors.body(400, List.of("Missing id"));
                        case BulkElement.InvalidId<O>(var id) ->
                                FlowErrors.body(400, FlowReplies.INVALID_ID, id);
                        case BulkElement.Failed<O>(var id, var fault) ->
                                failed(id, fault, requestId);
                    });
        }
        return list;
    }

    private static ObjectNode failed(JsonNode id, StoreFault fault, String requestId) {
        LOG.atError().setCause(fault).log("store fault in a bulk");
        String message =
                fault instanceof StoreCorrupt
                        ? FlowErrors.internalMessage(requestId)
                        : FlowErrors.NO_STORE;
        return id.isMissingNode()
                ? FlowErrors.body(500, List.of(message))
                : FlowErrors.body(500, message, id);
    }

    private static <O> void requireTried(List<BulkElement<O>> outcomes) {
        if (outcomes.stream().anyMatch(each -> each instanceof BulkElement.Tried<O>)) {
            return;
        }
        for (BulkElement<O> outcome : outcomes) {
            if (outcome instanceof BulkElement.Failed<O>(_, var fault)) {
                throw fault;
            }
        }
    }
}
