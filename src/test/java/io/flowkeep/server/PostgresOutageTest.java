package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.storage.postgres.OwnPostgres;
import io.flowkeep.storage.s3.S3Server;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.OwnServers;
import io.flowkeep.testing.TestServer;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import io.flowkeep.testing.servers.PostgresNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server whose PostgreSQL stops answering, and is killed, and comes back. */
@Tag("slow")
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresOutageTest {
    /** 2 s are promised; the machine that tests is busy. */
    private static final Duration ANSWERED = Duration.ofMillis(2500);

    private static final Duration BACK = Duration.ofSeconds(5);
    private static final String SCOPE = "/v1/context/p1/global";
    private static final String FILE = "/v1/files/t1/p1/a.txt";

    @TempDir Path home;

    private interface Outage {
        void run() throws Exception;
    }

    @Test
    void all_that_needs_postgresql_is_503_at_once_and_works_again_by_itself() throws Exception {
        S3Server s3 = S3Server.require();
        try (PostgresNode node = OwnServers.postgres();
                OwnPostgres postgres = OwnPostgres.createOn(node.url());
                FakePlatform platform = FakePlatform.start();
                FakeIam iam = FakeIam.start();
                TestServer server = TestServer.start(home, yaml(s3, postgres, platform, iam));
                Wire wire = new Wire(server.port())) {
            FlowClient user = new FlowClient(wire, "u1");
            String flow = user.create(FlowBodies.small("a"));
            assertEquals(200, set(wire, 1).status());
            assertEquals(200, put(wire, "before").status());

            through(node::freeze, node::thaw, wire, user, flow);
            through(node::kill, node::startAgain, wire, user, flow);

            assertEquals("[{\"key\":\"a\",\"value\":1}]", get(wire).text());
            assertEquals("before", wire.get("std~p1", FILE).text());
            assertEquals("a", user.flow(flow).path("name").asString(""));
        }
    }

    private static void through(Outage begin, Outage end, Wire wire, FlowClient user, String flow)
            throws Exception {
        begin.run();
        List<Callable<Answer>> requests =
                List.of(
                        () -> set(wire, 2),
                        () -> get(wire),
                        () -> wire.get("std~p1", SCOPE + "/keys"),
                        () -> wire.delete("std~p1", "/v1/context/p1/other"),
                        () -> put(wire, "during"),
                        () -> user.find(flow),
                        () -> user.list(""),
                        () -> user.tryToCreate(FlowBodies.small("b")),
                        () -> user.rename(flow, "b"),
                        () -> user.start(flow));
        for (int i = 0; i < requests.size(); i++) {
            long start = System.nanoTime();
            Answer answer = requests.get(i).call();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            String what = "request " + i + " after " + took + ": " + answer.text();
            assertEquals(503, answer.status(), what);
            assertTrue(answer.header("Retry-After").matches("[1-9]"), what);
            assertTrue(took.compareTo(ANSWERED) < 0, what);
        }
        assertEquals("before", wire.get("std~p1", FILE).text(), "reading needs no account");
        assertEquals(200, wire.get("", "/livez").status());
        Answer ready = wire.get("", "/readyz");
        assertEquals(503, ready.status());
        assertTrue(ready.text().contains("context"), ready::text);

        end.run();
        Await.within(BACK, () -> get(wire).status() == 200 && user.find(flow).status() == 200);
        Await.within(BACK, () -> wire.get("", "/readyz").status() == 200);
        assertEquals(200, set(wire, 1).status());
        assertEquals(200, put(wire, "before").status());
    }

    private static Answer set(Wire wire, int value) throws Exception {
        return wire.post("std~p1", SCOPE, "[{\"key\":\"a\",\"value\":" + value + "}]");
    }

    private static Answer get(Wire wire) throws Exception {
        return wire.get("std~p1", SCOPE + "?key=a");
    }

    private static Answer put(Wire wire, String content) throws Exception {
        return wire.put("std~p1", FILE, content.getBytes(StandardCharsets.UTF_8));
    }

    private String yaml(S3Server s3, OwnPostgres postgres, FakePlatform platform, FakeIam iam) {
        return """
        base_url: %s
        driver:
          type: s3
          options:
            bucket: %s
            region: eu-west-1
            endpoint: %s
            forcePathStyle: true
            credentials: {accessKeyId: id, secretAccessKey: secret}
        context: {options: {type: postgres, %s}}
        flows: {storage: {type: postgres, url: "%s"}}
        iam: {basic_url: "%s", token: %s, cache: 1h}
        """
                .formatted(
                        platform.baseUrl(),
                        s3.bucket(home),
                        s3.url(),
                        postgres.keys(),
                        postgres.url(),
                        iam.basicEndpoint(),
                        FakeIam.SERVICE_TOKEN);
    }
}
