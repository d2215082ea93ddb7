package io.flowkeep.flows.http;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A store whose calls fail from a given one on, until it is mended. */
public final class BreakingStore implements FlowStore {
    private final FlowStore store;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int sound = Integer.MAX_VALUE;
    private volatile Supplier<RuntimeException> fault = IllegalStateException::new;

    /** Breaks that store. */
    public BreakingStore(FlowStore store) {
        this.store = store;
    }

    /** After so many more calls, every call fails so. */
    public void breakAfter(int callsMore, Supplier<RuntimeException> how) {
        calls.set(0);
        fault = how;
        sound = callsMore;
    }

    /** Nothing fails any more. */
    public void mend() {
        sound = Integer.MAX_VALUE;
    }

    /** How many calls there were since it was broken. */
    int calls() {
        return calls.get();
    }

    private FlowStore store() {
        if (calls.incrementAndGet() > sound) {
            throw fault.get();
        }
        return store;
    }

    @Override
    public void insert(Flow flow, List<FlowEvent> events) {
        store().insert(flow, events);
    }

    @Override
    public Optional<Flow> find(FlowId id, Visibility visibility) {
        return store().find(id, visibility);
    }

    @Override
    public FlowPage list(FlowQuery query) {
        return store().list(query);
    }

    @Override
    public <O> Optional<O> change(FlowId id, Visibility visibility, Decider<O> decider) {
        return store().change(id, visibility, decider);
    }

    @Override
    public List<FlowId> announcedBefore(Set<FlowStatus> states, Instant time, int limit) {
        return store().announcedBefore(states, time, limit);
    }

    @Override
    public List<FlowId> unannounced(Set<FlowStatus> states, String after, int limit) {
        return store().unannounced(states, after, limit);
    }

    @Override
    public List<FlowId> ownedBy(String ownerId, String after, int limit) {
        return store().ownedBy(ownerId, after, limit);
    }

    @Override
    public List<FlowId> withoutOwners(Set<FlowStatus> states, String after, int limit) {
        return store().withoutOwners(states, after, limit);
    }

    @Override
    public List<Flow> all(String afterId, int limit) {
        return store().all(afterId, limit);
    }
}
