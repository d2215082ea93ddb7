package io.flowkeep.storage.memory;

import io.flowkeep.events.OutboxContract;
import io.flowkeep.flows.FlowTraits;
import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;

final class MemoryOutboxTest extends OutboxContract {
    @Override
    protected OpenFlows open(Path folder) {
        MemoryFlowStore store = new MemoryFlowStore();
        return new OpenFlows(store, store.outbox(), () -> {});
    }

    @Override
    protected FlowTraits traits() {
        return new FlowTraits(false);
    }
}
