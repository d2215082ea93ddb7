package io.flowkeep.server;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.ForwardingFlowStore;
import io.flowkeep.flows.Visibility;
import java.util.List;
import java.util.Optional;

/**
 * A flow store that reports after each change that there may be events to send, so that they need
 * not wait for the next poll. As safe for concurrent use as the store within.
 */
final class AnnouncingFlowStore implements ForwardingFlowStore {
    private final FlowStore inner;
    private final Runnable stored;

    /**
     * @param stored called after each change; must neither wait nor throw
     */
    AnnouncingFlowStore(FlowStore inner, Runnable stored) {
        this.inner = inner;
        this.stored = stored;
    }

    @Override
    public FlowStore delegate() {
        return inner;
    }

    @Override
    public void insert(Flow flow, List<FlowEvent> events) {
        inner.insert(flow, events);
        stored.run();
    }

    @Override
    public <O> Optional<O> change(FlowId id, Visibility visibility, Decider<O> decider) {
        Optional<O> outcome = inner.change(id, visibility, decider);
        stored.run();
        return outcome;
    }
}
