package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowListingContract;
import io.flowkeep.flows.FlowTraits;
import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;

final class SqliteFlowListingTest extends FlowListingContract {
    @Override
    protected OpenFlows open(Path folder) {
        return OpenSqliteFlows.file(folder);
    }

    @Override
    protected FlowTraits traits() {
        return new FlowTraits(true);
    }
}
