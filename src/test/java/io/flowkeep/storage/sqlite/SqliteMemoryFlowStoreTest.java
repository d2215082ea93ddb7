package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowStoreContract;
import io.flowkeep.flows.FlowTraits;
import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;

final class SqliteMemoryFlowStoreTest extends FlowStoreContract {
    @Override
    protected OpenFlows open(Path folder) {
        return OpenSqliteFlows.memory();
    }

    @Override
    protected FlowTraits traits() {
        return new FlowTraits(false);
    }
}
