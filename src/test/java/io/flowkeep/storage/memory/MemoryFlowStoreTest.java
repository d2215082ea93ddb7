package io.flowkeep.storage.memory;

import io.flowkeep.flows.FlowStoreContract;
import io.flowkeep.flows.FlowTraits;
import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;

final class MemoryFlowStoreTest extends FlowStoreContract {
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
