package io.flowkeep.storage.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.flowkeep.events.Outbox;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.Visibility;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Flows and their outbox in memory. Safe for concurrent use: one change at a time. A listing looks
 * at every flow.
 */
public final class MemoryFlowStore implements FlowStore {
    private final MemoryOutbox outbox = new MemoryOutbox();

    @GuardedBy("this")
    private final TreeMap<String, Flow> flows = new TreeMap<>();

    /** An empty store. */
    public MemoryFlowStore() {}

    /** The events of this store's flows. */
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public synchronized void insert(Flow flow, List<FlowEvent> events) {
        if (flows.putIfAbsent(flow.id().hex(), flow) != null) {
            throw new IllegalArgumentException("there is a flow " + flow.id() + " already");
        }
        outbox.add(flow.id(), events);
    }

    @Override
    public synchronized Optional<Flow> find(FlowId id, Visibility visibility) {
        return Optional.ofNullable(flows.get(id.hex()))
                .filter(flow -> visibility.covers(flow.definition()));
    }

    @Override
    public FlowPage list(FlowQuery query) {
        List<Flow> hits = all().filter(FlowMatch.of(query)).sorted(FlowMatch.order(query)).toList();
        List<Flow> page = hits.stream().skip(query.offset()).limit(query.limit()).toList();
        return new FlowPage(page, hits.size());
    }

    @Override
    public synchronized <O> Optional<O> change(
            FlowId id, Visibility visibility, Decider<O> decider) {
        return find(id, visibility)
                .map(flow -> {
                    Decision<O> decision = decider.decide(flow);
                    make(decision.change(), id);
                    return decision.outcome();
                });
    }

    @Override
    public List<FlowId> announcedBefore(Set<FlowStatus> states, Instant time, int limit) {
        return all().filter(flow -> states.contains(flow.status()))
                .filter(flow -> flow.run().announcements() > 0)
                .filter(flow -> flow.run().announcedAt().isBefore(time))
                .sorted(Comparator.comparing(flow -> flow.run().announcedAt()))
                .limit(limit)
                .map(Flow::id)
                .toList();
    }

    @Override
    public List<FlowId> unannounced(Set<FlowStatus> states, String after, int limit) {
        return page(
                flow -> states.contains(flow.status()) && flow.run().announcements() == 0,
                after,
                limit);
    }

    @Override
    public List<FlowId> ownedBy(String ownerId, String after, int limit) {
        Visibility owned = new Visibility.OwnedBy(Set.of(ownerId));
        return page(flow -> owned.covers(flow.definition()), after, limit);
    }

    @Override
    public List<FlowId> withoutOwners(Set<FlowStatus> states, String after, int limit) {
        return page(
                flow -> states.contains(flow.status()) && flow.definition().owners().isEmpty(),
                after,
                limit);
    }

    @Override
    public List<Flow> all(String afterId, int limit) {
        return all().filter(flow -> flow.id().hex().compareTo(afterId) > 0).limit(limit).toList();
    }

    private List<FlowId> page(Predicate<Flow> wanted, String after, int limit) {
        return all().filter(flow -> flow.id().hex().compareTo(after) > 0)
                .filter(wanted)
                .limit(limit)
                .map(Flow::id)
                .toList();
    }

    /** By ascending id. */
    private synchronized Stream<Flow> all() {
        return List.copyOf(flows.values()).stream();
    }

    @GuardedBy("this")
    private void make(Change change, FlowId id) {
        switch (change) {
            case Change.Keep() -> {}
            case Change.Put(var flow, var events) -> {
                if (!flow.id().equals(id)) {
                    throw new IllegalArgumentException("a flow keeps its id");
                }
                flows.put(id.hex(), flow);
                outbox.add(id, events);
            }
            case Change.Remove(var events) -> {
                flows.remove(id.hex());
                outbox.add(id, events);
            }
        }
    }
}
