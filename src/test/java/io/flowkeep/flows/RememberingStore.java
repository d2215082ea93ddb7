package io.flowkeep.flows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what was decided on which flow, in the order in which it was stored. */
final class RememberingStore implements ForwardingFlowStore {
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
    public FlowStore delegate() {
        return store;
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
}
