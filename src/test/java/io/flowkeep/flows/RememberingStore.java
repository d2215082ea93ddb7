package io.flowkeep.flows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Remembers what was decided on which flow, in the order in which it was stored. */
final class RememberingStore implements FlowStore {
    /** One decision. */
    record Step(Flow before, Change change) {}

    private final FlowStore store;
    private final List<Step> steps = new ArrayList<>();

    /** Takes a store that asks a decider once, while nothing else is decided. */
    RememberingStore(FlowStore store) {
        this.store = store;
    }

    synchronized List<Step> stepsOf(FlowId id) {
        return steps.stream().filter(step -> step.before().id().equals(id)).toList();
    }

    @Override
    public <O> Optional<O> change(FlowId id, Visibility visibility, Decider<O> decider) {
        return store.change(
                id,
                visibility,
                flow -> {
                    Decision<O> decision = decider.decide(flow);
                    synchronized (this) {
                        steps.add(new Step(flow, decision.change()));
                    }
                    return decision;
                });
    }

    @Override
    public void insert(Flow flow, List<FlowEvent> events) {
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
