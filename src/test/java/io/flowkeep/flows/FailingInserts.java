package io.flowkeep.flows;

import io.flowkeep.faults.StoreFault;
import java.util.List;

/** A store that fails at one of its inserts. */
public final class FailingInserts implements ForwardingFlowStore {
    private final FlowStore store;
    private final int failing;
    private final StoreFault fault;
    public int inserts;

    public FailingInserts(FlowStore store, int failing, StoreFault fault) {
        this.store = store;
        this.failing = failing;
        this.fault = fault;
    }

    @Override
    public FlowStore delegate() {
        return store;
    }

    @Override
    public void insert(Flow flow, List<FlowEvent> events) {
        inserts++;
        if (inserts == failing) {
            throw fault;
        }
        store.insert(flow, events);
    }
}
