package io.flowkeep.flows;

import io.flowkeep.faults.StoreFault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A store that fails at one of its inserts. */
final class FailingInserts implements FlowStore {
    private final FlowStore store;
    private final int failing;
    private final StoreFault fault;
    int inserts;

    FailingInserts(FlowStore store, int failing, StoreFault fault) {
        this.store = store;
        this.failing = failing;
        this.fault = fault;
    }

    @Override
    public void insert(Flow flow, List<FlowEvent> events) {
        inserts++;
        if (inserts == failing) {
            throw fault;
        }
        store.insert(flow, events);
    }

    @Override
    public Optional<Flow> find(FlowId id, Visibility visibility) {
        return store.find(id, visibility);
    }

    @Override
    public FlowPage list(FlowQuery query) {
        return store.list(query);
    }

    @Override
    public <O> Optional<O> change(FlowId id, Visibility visibility, Decider<O> decider) {
        return store.change(id, visibility, decider);
    }

    @Override
    public List<FlowId> announcedBefore(Set<FlowStatus> states, Instant time, int limit) {
        return store.announcedBefore(states, time, limit);
    }

    @Override
    public List<FlowId> unannounced(Set<FlowStatus> states, String after, int limit) {
        return store.unannounced(states, after, limit);
    }

    @Override
    public List<FlowId> ownedBy(String ownerId, String after, int limit) {
        return store.ownedBy(ownerId, after, limit);
    }

    @Override
    public List<FlowId> withoutOwners(Set<FlowStatus> states, String after, int limit) {
        return store.withoutOwners(states, after, limit);
    }

    @Override
    public List<Flow> all(String afterId, int limit) {
        return store.all(afterId, limit);
    }
}
