package io.flowkeep.flows.wire;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * The outcome of one element of a bulk. Whatever the outcome of the others, it was tried on its
 * own, unless the store failed before.
 *
 * @param <O> the outcome of the same for a single flow
 */
public sealed interface BulkElement<O> {
    /** The most elements of a list; the caller sees to it. */
    int MOST = 1000;

    /**
     * It was tried.
     *
     * @param id of the flow as it was sent; a missing node where flows are made
     */
    record Tried<O>(JsonNode id, O outcome) implements BulkElement<O> {}

    /** It is no object, so it cannot be a flow. */
    record NotAnObject<O>() implements BulkElement<O> {}

    /** It does not say which flow to change. */
    record MissingId<O>() implements BulkElement<O> {}

    /** What it says is no id. */
    record InvalidId<O>(JsonNode id) implements BulkElement<O> {}

    /**
     * The store failed, here or at an element before it that ended the trying.
     *
     * @param id of the flow as it was sent; a missing node where flows are made
     */
    record Failed<O>(JsonNode id, StoreFault fault) implements BulkElement<O> {}

    /**
     * Tries the elements of a list, one after the other. A fault of the store ends the trying,
     * since each would wait for it anew, unless it is about one stored flow only.
     *
     * @param id of the flow that an element is about; missing if it names none
     * @param tried the outcome of one; may throw a fault of the store
     */
    static <O> List<BulkElement<O>> each(
            List<JsonNode> elements,
            UnaryOperator<JsonNode> id,
            Function<JsonNode, BulkElement<O>> tried) {
        if (elements.size() > MOST) {
            throw new IllegalArgumentException("too many elements: " + elements.size());
        }
        List<BulkElement<O>> outcomes = new ArrayList<>();
        Optional<StoreFault> end = Optional.empty();
        for (JsonNode element : elements) {
            if (end.isPresent()) {
                outcomes.add(new Failed<>(id.apply(element), end.get()));
                continue;
            }
            try {
                outcomes.add(tried.apply(element));
            } catch (StoreFault e) {
                outcomes.add(new Failed<>(id.apply(element), e));
                end = e instanceof StoreCorrupt ? Optional.empty() : Optional.of(e);
            }
        }
        return List.copyOf(outcomes);
    }
}
