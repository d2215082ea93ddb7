package io.flowkeep.flows.wire;

import io.flowkeep.faults.StoreFault;
import tools.jackson.databind.JsonNode;

/**
 * What came of one element of a bulk. Whatever became of its neighbours, it was tried on its own,
 * unless the store failed before.
 *
 * @param <O> the outcome of the same for a single flow
 */
public sealed interface BulkElement<O> {
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
}
