package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.flowkeep.flows.LeftUnderWay;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.MovingHouse;
import io.flowkeep.testing.TestServer;
import io.flowkeep.testing.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Flows of the replaced server, some of which it left under way years ago: in its own MongoDB, or
 * imported from there. The bus's stand-in for the orchestrator runs at once whatever is announced.
 */
@Tag("slow")
@ParameterizedClass
@ValueSource(strings = {"mongodb", "sqlite", "postgres"})
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowTakeOverTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String STARTING = "5ca5c44c187c0400100000a1";
    private static final String STOPPING = "5ca5c44c187c0400100000a2";
    private static final String OTHER = "5ca5c44c187c0400100000a3";
    private static final String ANNOUNCED = "5ca5c44c187c0400100000a4";

    @Parameter private String storage = "";
    @TempDir private Path home;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private FakeIam iam;
    private FlowStorage old;
    private FlowStorage under;
    private TestServer server;
    private Wire wire;
    private FlowClient user;

    @BeforeEach
    void start() {
        log.start();
        logger().addAppender(log);
        iam = FakeIam.start();
        old = FlowStorage.start("mongodb");
        leave();
        under = storage.equals("mongodb") ? old : FlowStorage.start(storage);
        String yaml =
                """
                flows: {storage: %s, stuck_after: 1s}
                events: {type: inprocess}
                iam: {basic_url: "%s", oidc_url: "%s", token: %s}
                """
                        .formatted(
                                under.yaml(),
                                iam.basicEndpoint(),
                                iam.oidcEndpoint(),
                                FakeIam.SERVICE_TOKEN);
        if (!storage.equals("mongodb")) {
            MovingHouse house = new MovingHouse(home, yaml);
            assertEquals(0, house.run("import", "flows", "--from", old.url()), house.said());
        }
        server = TestServer.start(home, yaml);
        wire = new Wire(server.port());
        user = new FlowClient(wire, "u1");
    }

    @AfterEach
    void stop() throws Exception {
        logger().detachAppender(log);
        wire.close();
        server.close();
        under.close();
        old.close();
        iam.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(LeftUnderWay.class);
    }

    /** Three that it left under way, and one that another Flowkeep announced. */
    private void leave() {
        try (MongoClient client = MongoClients.create(old.url())) {
            String name = old.url().substring(old.url().lastIndexOf('/') + 1);
            MongoCollection<BsonDocument> flows =
                    client.getDatabase(name).getCollection("flows", BsonDocument.class);
            flows.insertMany(
                    List.of(
                            document(STARTING, "starting", ""),
                            document(STOPPING, "stopping", ""),
                            document(OTHER, "starting", ""),
                            document(
                                    ANNOUNCED,
                                    "starting",
                                    ", _flowkeep: {seq: {$numberLong: '1'}, announcements: 1,"
                                            + " unanswered: 'S', startedBy: 'u1', ran: false,"
                                            + " announcedAt: {$date: '2021-05-01T12:00:00Z'},"
                                            + " updatedAt: {$date: '2021-05-01T12:00:00Z'}}")));
        }
    }

    private static BsonDocument document(String id, String status, String own) {
        return BsonDocument.parse(
                """
                {name: 'old', graph: {nodes: [{id: 'n1', function: 'fn',
                 componentId: {$oid: '5ca5c44c187c040010a9bb8b'}}], edges: []},
                 owners: [{id: '5e0000000000000000000011', type: 'user'}], status: '%s',
                 _id: {$oid: '%s'}, createdAt: {$date: '2021-05-01T12:00:00Z'},
                 updatedAt: {$date: '2021-05-01T12:00:00Z'}, __v: 0 %s}
                """
                        .formatted(status, id, own));
    }

    private List<String> listed(String status) throws Exception {
        return user.list("?filter%5Bstatus%5D=" + status)
                .json()
                .path("data")
                .valueStream()
                .map(flow -> flow.path("id").asString(""))
                .toList();
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void only_what_a_flowkeep_announced_is_announced_again() throws Exception {
        Await.within(SOON, () -> user.status(ANNOUNCED).equals("active"));
        Await.within(SOON, () -> !said().isEmpty());
        Thread.sleep(Duration.ofSeconds(1));
        assertEquals(List.of(STARTING, OTHER), listed("starting"));
        assertEquals(List.of(STOPPING), listed("stopping"));
        assertEquals(
                List.of(
                        "Flows that another program left starting or stopping are left alone until"
                                + " somebody starts or stops them: 2 starting (%s %s) 1 stopping"
                                        .formatted(STARTING, OTHER)
                                + " (%s)".formatted(STOPPING)),
                said());
        assertFalse(
                wire.get("u1", "/flows/" + STARTING + "/status")
                        .json()
                        .path("data")
                        .has("announcements"));
    }

    @Test
    void a_person_settles_what_was_left() throws Exception {
        assertEquals(200, user.start(STARTING).status());
        assertEquals(200, user.stop(STOPPING).status());
        assertEquals(200, user.forceStop(OTHER).status());
        Await.within(SOON, () -> user.status(STARTING).equals("active"));
        Await.within(SOON, () -> user.status(STOPPING).equals("inactive"));
        assertEquals("inactive", user.status(OTHER));
        assertEquals(200, user.rename(OTHER, "new").status());
        assertEquals(200, user.delete(STOPPING).status());
        assertTrue(listed("stopping").isEmpty());
    }
}
