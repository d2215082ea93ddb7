package io.flowkeep.server;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.storage.postgres.OwnPostgres;
import java.net.InetSocketAddress;
import java.util.UUID;

/**
 * A place for a server's flows, by the word of the configuration. MongoDB is a stand-in that speaks
 * its protocol, or a real one if there is an address of one in {@code FLOWKEEP_TEST_MONGODB_URL}.
 * One test only; what was made is removed at the end.
 */
final class FlowStorage implements AutoCloseable {
    private final String type;
    private final String url;
    private final Runnable end;

    private FlowStorage(String type, String url, Runnable end) {
        this.type = type;
        this.url = url;
        this.end = end;
    }

    static FlowStorage start(String type) {
        return switch (type) {
            case "mongodb" -> mongoDb(type);
            case "postgres" -> postgres(type);
            default -> new FlowStorage(type, "", () -> {});
        };
    }

    private static FlowStorage postgres(String type) {
        OwnPostgres database = OwnPostgres.orSkipped();
        return new FlowStorage(type, database.url(), database::drop);
    }

    private static FlowStorage mongoDb(String type) {
        String database = "flowkeep-test-" + UUID.randomUUID();
        String real = System.getenv().getOrDefault("FLOWKEEP_TEST_MONGODB_URL", "");
        if (!real.isEmpty()) {
            String url = real.replaceAll("/+$", "") + "/" + database;
            return new FlowStorage(type, url, () -> drop(url, database));
        }
        MongoServer server = new MongoServer(new MemoryBackend());
        InetSocketAddress address = server.bind();
        String url = "mongodb://127.0.0.1:" + address.getPort() + "/" + database;
        return new FlowStorage(type, url, server::shutdownNow);
    }

    private static void drop(String url, String database) {
        try (MongoClient client = MongoClients.create(url)) {
            client.getDatabase(database).drop();
        }
    }

    /** The address of the MongoDB or PostgreSQL; empty if it is neither. */
    String url() {
        return url;
    }

    /** The value of {@code flows.storage}. */
    String yaml() {
        return url.isEmpty()
                ? "{type: " + type + "}"
                : "{type: " + type + ", url: \"" + url + "\"}";
    }

    /** A whole configuration with only the flows face on it. */
    String yaml(FakeIam iam, String events) {
        return """
        flows: {storage: %s}
        events: %s
        iam: {basic_url: "%s", oidc_url: "%s", token: %s}
        """
                .formatted(
                        yaml(),
                        events,
                        iam.basicEndpoint(),
                        iam.oidcEndpoint(),
                        FakeIam.SERVICE_TOKEN);
    }

    @Override
    public void close() {
        end.run();
    }
}
