package io.flowkeep.storage.memory;

import io.flowkeep.auth.TokenStore;
import io.flowkeep.auth.TokenStoreContract;

final class MemoryTokenStoreTest extends TokenStoreContract {
    @Override
    protected TokenStore open() {
        return new MemoryTokenStore();
    }
}
