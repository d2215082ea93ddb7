package io.flowkeep.storage.memory;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextStoreContract;

final class MemoryContextStoreTest extends ContextStoreContract {
    @Override
    protected ContextStore open() {
        return new MemoryContextStore();
    }
}
