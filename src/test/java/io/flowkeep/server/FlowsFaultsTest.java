package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.TestServer;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Identity Management or MongoDB is away: every request is answered in time, in known words. */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowsFaultsTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration IAM_WAIT = Duration.ofSeconds(3);
    private static final Duration STORE_WAIT = Duration.ofSeconds(5);
    private static final String NO_STORE =
            "{\"errors\":[{\"message\":\"NO DB. Please try again later 0\",\"code\":500}]}";
    private static final String NO_IAM =
            "{\"errors\":[{\"message\":\"Token invalid. Error: Error. Details: Authorization"
                    + " failed\",\"code\":401}]}";

    @TempDir private Path home;
    private FakeIam iam;

    @BeforeEach
    void start() {
        iam = FakeIam.start();
    }

    @AfterEach
    void stop() {
        iam.close();
    }

    private TestServer open(String storage, String moreOfIam) {
        return TestServer.start(
                home,
                "flows: {storage: %s}\niam: {basic_url: \"%s\", token: %s%s}\n"
                        .formatted(storage, iam.basicEndpoint(), FakeIam.SERVICE_TOKEN, moreOfIam));
    }

    private static Answer within(Duration limit, Callable<Answer> request) throws Exception {
        long start = System.nanoTime();
        Answer answer = request.call();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(limit) < 0, "took " + took);
        return answer;
    }

    private static void assertNoIdentity(Wire wire, String token) throws Exception {
        Answer answer = within(IAM_WAIT, () -> wire.get(token, "/flows"));
        assertEquals(401, answer.status());
        assertEquals(NO_IAM, answer.text());
    }

    @Test
    void while_iam_is_away_only_those_it_was_just_asked_about_go_on() throws Exception {
        try (TestServer server = open("{type: memory}", "");
                Wire wire = new Wire(server.port())) {
            FlowClient known = new FlowClient(wire, "u1");
            String flow = known.create(FlowBodies.small("a"));
            iam.setAway(true);
            assertEquals(200, known.find(flow).status());
            assertEquals(200, known.rename(flow, "b").status());
            assertNoIdentity(wire, "u2");
            iam.setAway(false);
            iam.pause();
            assertEquals(200, known.find(flow).status());
            assertNoIdentity(wire, "u2");
            iam.goOn();
            Await.within(SOON, () -> wire.get("u2", "/flows").status() == 200);
        }
    }

    @Test
    void what_iam_said_counts_no_longer_than_configured() throws Exception {
        try (TestServer server = open("{type: memory}", ", cache: 300ms");
                Wire wire = new Wire(server.port())) {
            assertEquals(200, wire.get("u1", "/flows").status());
            iam.setAway(true);
            Thread.sleep(400);
            assertNoIdentity(wire, "u1");
            iam.setAway(false);
            Await.within(SOON, () -> wire.get("u1", "/flows").status() == 200);
        }
    }

    @Test
    void while_mongodb_is_away_every_route_says_so_and_then_goes_on() throws Exception {
        MongoServer mongo = new MongoServer(new MemoryBackend());
        InetSocketAddress address = mongo.bind();
        String url = "mongodb://127.0.0.1:" + address.getPort() + "/flowkeep-test";
        try (TestServer server = open("{type: mongodb, url: \"" + url + "\"}", "");
                Wire wire = new Wire(server.port())) {
            FlowClient user = new FlowClient(wire, "u1");
            String flow = user.create(FlowBodies.small("a"));
            mongo.shutdownNow();
            assertEveryRouteSaysSo(wire, user, flow);
            assertUnhealthy(wire);
            mongo = new MongoServer(new MemoryBackend());
            mongo.bind(address);
            Await.within(SOON, () -> user.list("").status() == 200);
            String next = user.create(FlowBodies.small("b"));
            assertEquals(200, user.start(next).status());
            Await.within(SOON, () -> user.status(next).equals("active"));
            Await.within(SOON, () -> wire.get("", "/healthcheck").status() == 200);
            assertEquals(200, wire.get("", "/readyz").status());
        } finally {
            mongo.shutdownNow();
        }
    }

    private static void assertEveryRouteSaysSo(Wire wire, FlowClient user, String flow)
            throws Exception {
        String small = FlowBodies.small("b");
        String ids = "[\"" + flow + "\",\"" + flow + "\"]";
        List<Callable<Answer>> requests =
                List.of(
                        () -> user.list(""),
                        () -> user.list("?search=a"),
                        () -> user.find(flow),
                        () -> wire.get("u1", "/flows/" + flow + "/status"),
                        () -> wire.get("u1", "/flows/" + flow + "/steps/n1/logs"),
                        () -> wire.post("u1", "/flows", small),
                        () -> wire.post("u1", "/flows", "[" + small + "," + small + "]"),
                        () -> user.rename(flow, "b"),
                        () -> user.patch("bulk", "[{\"id\":\"" + flow + "\",\"name\":\"b\"}]"),
                        () -> user.start(flow),
                        () -> user.stop(flow),
                        () -> wire.post("u1", "/flows/multiple/start", ids),
                        () -> wire.post("u1", "/flows/multiple/stop", ids),
                        () -> user.delete(flow));
        List<Answer> answers =
                Together.run(requests.size(), i -> within(STORE_WAIT, requests.get(i)));
        for (int i = 0; i < requests.size(); i++) {
            Answer answer = answers.get(i);
            assertEquals(500, answer.status(), "request " + i + ": " + answer.text());
            assertEquals(NO_STORE, answer.text(), "request " + i);
        }
    }

    private static void assertUnhealthy(Wire wire) throws Exception {
        Answer health = within(STORE_WAIT, () -> wire.get("", "/healthcheck"));
        assertEquals(500, health.status());
        assertEquals(
                "fail", health.json().path("details").path("mongoDB").path("status").asString(""));
        assertEquals(503, within(STORE_WAIT, () -> wire.get("", "/readyz")).status());
        assertEquals(200, within(STORE_WAIT, () -> wire.get("", "/livez")).status());
    }
}
