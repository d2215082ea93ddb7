package io.flowkeep.storage.postgres;

import io.flowkeep.flows.FlowListingContract;
import io.flowkeep.flows.FlowTraits;
import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresIndexedFlowListingTest extends FlowListingContract {
    @Parameter private Through through = Through.NOTHING;

    private OpenPostgresFlows flows;

    @BeforeAll
    void create() throws Exception {
        flows = new OpenPostgresFlows(through, 0);
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
