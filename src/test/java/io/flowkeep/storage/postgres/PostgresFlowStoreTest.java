package io.flowkeep.storage.postgres;

import io.flowkeep.flows.FlowStoreContract;
import io.flowkeep.flows.FlowTraits;
import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

@Tag("neighbours")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresFlowStoreTest extends FlowStoreContract {
    private OpenPostgresFlows flows;

    @BeforeAll
    void create() throws Exception {
        flows = new OpenPostgresFlows();
    }

    @AfterAll
    void drop() throws Exception {
        flows.close();
    }

    @Override
    protected OpenFlows open(Path folder) throws Exception {
        return flows.open(folder);
    }

    @Override
    protected FlowTraits traits() {
        return new FlowTraits(true).forManyServers();
    }
}
