package io.flowkeep.storage.mongodb;

import io.flowkeep.flows.FlowListingContract;
import io.flowkeep.flows.FlowTraits;
import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

final class MongoFlowListingTest extends FlowListingContract {
    private static final StandInMongo SERVER = new StandInMongo();

    @Override
    protected OpenFlows open(Path folder) {
        return MongoTests.flows(SERVER::url, folder);
    }

    @Override
    protected FlowTraits traits() {
        // the stand-in compares texts as Java does
        return new FlowTraits(true, false).forManyServers();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}
