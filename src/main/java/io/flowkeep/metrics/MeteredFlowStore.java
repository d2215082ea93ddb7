package io.flowkeep.metrics;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.ForwardingFlowStore;
import io.flowkeep.flows.Visibility;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A flow store whose operations are timed. As safe for concurrent use as the store within. */
public final class MeteredFlowStore implements ForwardingFlowStore {
    private final FlowStore inner;
    private final Stopwatch watch;
    private final Timer insert;
    private final Timer find;
    private final Timer list;
    private final Timer change;
    private final Timer overdue;
    private final Timer owners;

    /** Times a store. */
    public MeteredFlowStore(FlowStore inner, MeterRegistry registry) {
        this.inner = inner;
        this.watch = new Stopwatch(registry, "flows");
        this.insert = watch.timer("insert");
        this.find = watch.timer("find");
        this.list = watch.timer("list");
        this.change = watch.timer("change");
        this.overdue = watch.timer("announced_before");
        this.owners = watch.timer("owners");
    }

    @Override
    public FlowStore delegate() {
        return inner;
    }

    @Override
    public void insert(Flow flow, List<FlowEvent> events) {
        watch.run(insert, () -> inner.insert(flow, events));
    }

    @Override
    public Optional<Flow> find(FlowId id, Visibility visibility) {
        return watch.time(find, () -> inner.find(id, visibility));
    }

    @Override
    public FlowPage list(FlowQuery query) {
        return watch.time(list, () -> inner.list(query));
    }

    @Override
    public <O> Optional<O> change(FlowId id, Visibility visibility, Decider<O> decider) {
        return watch.time(change, () -> inner.change(id, visibility, decider));
    }

    @Override
    public List<FlowId> announcedBefore(Set<FlowStatus> states, Instant time, int limit) {
        return watch.time(overdue, () -> inner.announcedBefore(states, time, limit));
    }

    @Override
    public List<FlowId> unannounced(Set<FlowStatus> states, String after, int limit) {
        return watch.time(overdue, () -> inner.unannounced(states, after, limit));
    }

    @Override
    public List<FlowId> ownedBy(String ownerId, String after, int limit) {
        return watch.time(owners, () -> inner.ownedBy(ownerId, after, limit));
    }

    @Override
    public List<FlowId> withoutOwners(Set<FlowStatus> states, String after, int limit) {
        return watch.time(owners, () -> inner.withoutOwners(states, after, limit));
    }
}
