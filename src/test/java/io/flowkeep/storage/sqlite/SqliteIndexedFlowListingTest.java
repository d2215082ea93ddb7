package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowListingContract;
import io.flowkeep.flows.FlowTraits;
import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;

/** With every index in use from the first flow on, which otherwise many flows are needed for. */
final class SqliteIndexedFlowListingTest extends FlowListingContract {
    @Override
    protected OpenFlows open(Path folder) {
        return OpenSqliteFlows.file(folder, new FlowTuning(0, 1, 1, 1));
    }

    @Override
    protected FlowTraits traits() {
        return new FlowTraits(true);
    }
}
