package io.flowkeep.contract;

import io.flowkeep.flows.FlowStore;
import io.flowkeep.neighbours.FakeIam;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Servers of flows to play recorded requests to: all on one store, each with settings of its own.
 * Implement it for a face alone or for a whole server on any store; nobody may answer the events,
 * and nothing may heal flows that are older than an hour.
 */
public interface FlowServers extends AutoCloseable {

    /**
     * How a server was set up when it was recorded.
     *
     * @param introspection {@code basic} or {@code oidc}
     * @param tokenCache how long tokens are remembered
     * @param readPermission what it takes to read
     * @param writePermission what it takes to write
     * @param origins the web pages that may use it
     */
    record Setup(
            String introspection,
            Duration tokenCache,
            String readPermission,
            String writePermission,
            List<String> origins) {
        /** The setup of most recordings. */
        public static final Setup USUAL =
                new Setup(
                        "basic",
                        Duration.ZERO,
                        "flows.read",
                        "flows.write",
                        List.of("http://web-ui.openintegrationhub.com", "openintegrationhub.com"));
    }

    /** Starts a server, and gives its port. */
    int start(Setup setup) throws IOException;

    /**
     * Starts a server of the usual setup whose bus works, to be asked after its health alone, and
     * gives its port. It need not have the same flows.
     */
    default int startWithBus() throws IOException {
        return start(Setup.USUAL);
    }

    /** The flows of all of them. */
    FlowStore flows();

    /**
     * The bodies of the events told since this was called last, in the order they were stored.
     *
     * @param expected how many should come: where they arrive by and by, worth a wait of some
     *     seconds; more are given if there are more
     */
    List<String> takeEvents(int expected);

    /** Identity Management, as all of them ask it. */
    FakeIam iam();

    @Override
    void close();
}
