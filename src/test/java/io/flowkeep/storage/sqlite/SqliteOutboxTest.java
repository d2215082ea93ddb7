package io.flowkeep.storage.sqlite;

import io.flowkeep.events.OutboxContract;
import io.flowkeep.flows.FlowTraits;
import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;

final class SqliteOutboxTest extends OutboxContract {
    @Override
    protected OpenFlows open(Path folder) {
        return OpenSqliteFlows.file(folder);
    }

    @Override
    protected FlowTraits traits() {
        return new FlowTraits(true);
    }
}
