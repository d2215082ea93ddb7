package io.flowkeep.server;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.Visibility;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A flow store that says after each change that there may be events to send, so that they need not
 * wait until somebody looks. As safe for concurrent use as the store within.
 */
final class AnnouncingFlowStore implements FlowStore {
    private final FlowStore inner;
    private final Runnable stored;

    /** Takes whom to tell; must neither wait nor throw. */
    AnnouncingFlowStore(FlowStore inner, Runnable stored) {
        this.inner = inner;
        this.stored = stored;
    }

    @Override
    public void insert(Flow flow, List<FlowEvent> events) {
        inner.insert(flow, events);
        stored.run();
    }

    @Override
    public Optional<Flow> find(FlowId id, Visibility visibility) {
        return inner.find(id, visibility);
    }

    @Override
    public FlowPage list(FlowQuery query) {
        return inner.list(query);
    }

    @Override
    public <O> Optional<O> change(FlowId id, Visibility visibility, Decider<O> decider) {
        Optional<O> outcome = inner.change(id, visibility, decider);
        stored.run();
        return outcome;
    }

    @Override
    public List<FlowId> announcedBefore(Set<FlowStatus> states, Instant time, int limit) {
        return inner.announcedBefore(states, time, limit);
    }

    @Override
    public List<FlowId> unannounced(Set<FlowStatus> states, String after, int limit) {
        return inner.unannounced(states, after, limit);
    }

    @Override
    public List<FlowId> ownedBy(String ownerId, String after, int limit) {
        return inner.ownedBy(ownerId, after, limit);
    }

    @Override
    public List<FlowId> withoutOwners(Set<FlowStatus> states, String after, int limit) {
        return inner.withoutOwners(states, after, limit);
    }

    @Override
    public List<Flow> all(String afterId, int limit) {
        return inner.all(afterId, limit);
    }
}
