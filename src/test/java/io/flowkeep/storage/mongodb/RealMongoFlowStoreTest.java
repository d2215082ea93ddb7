package io.flowkeep.storage.mongodb;

import io.flowkeep.flows.FlowStoreContract;
import io.flowkeep.flows.FlowTraits;
import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@Tag("neighbours")
@EnabledIfEnvironmentVariable(named = MongoTests.REAL, matches = "mongodb.+")
final class RealMongoFlowStoreTest extends FlowStoreContract {
    private String database = "";

    @Override
    protected OpenFlows open(Path folder) {
        database = MongoTests.database(folder);
        return MongoTests.flows(MongoTests::real, folder);
    }

    @Override
    protected FlowTraits traits() {
        return new FlowTraits(true).forManyServers();
    }

    @AfterEach
    void drop() {
        MongoTests.drop(MongoTests.real(database), database);
    }
}
