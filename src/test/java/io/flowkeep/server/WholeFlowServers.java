package io.flowkeep.server;

import io.flowkeep.contract.FlowServers;
import io.flowkeep.events.Outbox;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.faults.Durability;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.storage.mongodb.MongoDatabase;
import io.flowkeep.storage.mongodb.MongoSettings;
import io.flowkeep.storage.postgres.OwnPostgres;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresFlowStore;
import io.flowkeep.storage.postgres.PostgresOutbox;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.PostgresSettings;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteFlowStore;
import io.flowkeep.storage.sqlite.SqliteOutbox;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.testing.TestReplicas;
import io.flowkeep.testing.TestServer;
import io.flowkeep.trust.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Whole servers, configured as an operator would, on one store that is open here as well. Nobody
 * listens where they look for their bus, so what they tell stays in the outbox and is found there.
 */
final class WholeFlowServers implements FlowServers {
    private static final String NO_BUS = "{type: rabbitmq, url: \"amqp://127.0.0.1:1\"}";
    private static final String BUS = "{type: inprocess, stand_in: false}";

    private final Path home;
    private final FakeIam iam = FakeIam.start();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final String type;
    private final int replicas;
    private final FlowStorage storage;
    private final FlowStore flows;
    private final Outbox outbox;

    /**
     * Opens the store.
     *
     * @param type of the storage, by the word of the configuration
     * @param replicas how many servers stand for each one, behind a load balancer
     * @param home of all servers
     */
    WholeFlowServers(String type, int replicas, Path home) {
        this.type = type;
        this.replicas = replicas;
        this.home = home;
        this.storage = storage();
        if (type.equals("mongodb")) {
            MongoDatabase database =
                    MongoDatabase.open(
                            storage.url(),
                            Trust.ofJvm(),
                            MongoSettings.usual(System::nanoTime, () -> 0.5));
            open.push(database);
            flows = database.flows();
            outbox = database.outbox();
        } else if (type.equals("postgres")) {
            PostgresDatabase database =
                    PostgresDatabase.open(
                            OwnPostgres.address(storage.url()),
                            PostgresSettings.usual(Math::random));
            open.push(database);
            database.prepare(PostgresSchema.FLOWS);
            flows = new PostgresFlowStore(database);
            outbox = new PostgresOutbox(database);
        } else {
            SqliteDatabase database =
                    SqliteDatabase.open(
                            home.resolve("var/flows.db"),
                            SqliteSchema.FLOWS,
                            SqliteSettings.durable().with(Durability.OS));
            open.push(database);
            flows = new SqliteFlowStore(database);
            outbox = new SqliteOutbox(database);
        }
    }

    private FlowStorage storage() {
        FlowStorage started = FlowStorage.start(type);
        open.push(started);
        return started;
    }

    @Override
    public int start(Setup setup) {
        return start(home, storage, NO_BUS, setup);
    }

    /** On another store, since a server whose bus works takes away the events of all. */
    @Override
    public int startWithBus() {
        return start(home.resolve("with-bus"), storage(), BUS, Setup.USUAL);
    }

    private int start(Path folder, FlowStorage under, String events, Setup setup) {
        if (replicas > 1) {
            TestReplicas servers = TestReplicas.start(replicas, folder, yaml(under, events, setup));
            open.push(servers);
            return servers.port();
        }
        TestServer server = TestServer.start(folder, yaml(under, events, setup));
        open.push(server);
        return server.port();
    }

    private String yaml(FlowStorage under, String events, Setup setup) {
        return """
        durability: os
        postgres: {connections: 2}
        flows:
          storage: %s
          permissions: {read: "%s", write: "%s"}
          origins: "%s"
          local_origin: false
        events: %s
        iam:
          type: %s
          basic_url: "%s"
          oidc_url: "%s"
          token: %s
          client_id: "%s"
          client_secret: "%s"
          cache: %ds
        """
                .formatted(
                        under.yaml(),
                        setup.readPermission(),
                        setup.writePermission(),
                        String.join(",", setup.origins()),
                        events,
                        setup.introspection(),
                        iam.basicEndpoint(),
                        iam.oidcEndpoint(),
                        FakeIam.SERVICE_TOKEN,
                        FakeIam.CLIENT_ID,
                        FakeIam.CLIENT_SECRET,
                        setup.tokenCache().toSeconds());
    }

    @Override
    public FlowStore flows() {
        return flows;
    }

    @Override
    public List<String> takeEvents(int expected) {
        List<OutboxEvent> due = outbox.due(Instant.now().plus(Duration.ofHours(1)), 10_000);
        outbox.sent(due);
        return due.stream()
                .sorted(Comparator.comparing(OutboxEvent::createdAt))
                .map(OutboxEvent::body)
                .toList();
    }

    @Override
    public FakeIam iam() {
        return iam;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        iam.close();
    }
}
