package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowListingContract;
import io.flowkeep.flows.FlowTraits;
import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;

final class SqliteMemoryFlowListingTest extends FlowListingContract {
    @Override
    protected OpenFlows open(Path folder) {
        return OpenSqliteFlows.memory();
    }

    @Override
    protected FlowTraits traits() {
        return new FlowTraits(false);
    }
}
