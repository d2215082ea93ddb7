package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.e2e.ControlGroup;
import io.flowkeep.e2e.SealedPlace;
import io.flowkeep.events.rabbitmq.RabbitBroker;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.storage.mongodb.StandInMongo;
import io.flowkeep.storage.postgres.OwnPostgres;
import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Node;
import io.flowkeep.testing.Wire;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A tenth of a processor and little memory, which is what the originals' manifests allow. */
@Tag("slow")
@Tag("neighbours")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class SmallPlaceTest {
    /** Long: this machine has other things to do meanwhile. */
    private static final Duration START = Duration.ofMinutes(3);

    private static final Duration END = Duration.ofSeconds(60);
    private static final int PERCENT = 10;
    private static final long MIB = 1 << 20;
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void the_file_server_starts_and_answers(@TempDir Path folder) throws Exception {
        int port = Launcher.freePort();
        try (ControlGroup group = ControlGroup.of(PERCENT, 256 * MIB);
                FakePlatform platform = FakePlatform.start();
                OwnPostgres database = OwnPostgres.create();
                Wire wire = new Wire(port)) {
            SealedPlace place = SealedPlace.in(folder).within(group);
            place.configure(
                    """
                    host: 127.0.0.1
                    port: %s
                    base_url: %s
                    driver: {type: localfs, options: {root: var/root}}
                    context: {type: sequelize, options: {type: postgres, %s}}
                    """
                            .formatted(
                                    Integer.toString(port), platform.baseUrl(), database.keys()));
            try (Node server = place.serve(client, at(port, "/health"), START)) {
                assertTrue(server.command().contains("-Xmx102m"), "two fifths of the memory");
                assertTrue(server.command().contains("-XX:TieredStopAtLevel=1"), "slow");
                byte[] content = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
                assertEquals(200, wire.put("std~p1", "/v1/files/t1/p1/x", content).status());
                String set = "[{\"key\":\"a\",\"value\":1}]";
                assertEquals(200, wire.post("std~p1", "/v1/context/p1/global", set).status());
                server.terminate();
                assertEquals(0, server.awaitEnd(END), server.said());
            }
        }
    }

    @Test
    void the_flow_repository_starts_and_answers(@TempDir Path folder) throws Exception {
        int port = Launcher.freePort();
        String exchange = "flowkeep-test-" + UUID.randomUUID();
        try (ControlGroup group = ControlGroup.of(PERCENT, 500 * MIB);
                FakeIam iam = FakeIam.start();
                StandInMongo mongo = new StandInMongo();
                EventListener bus = EventListener.on(RabbitBroker.address(), exchange);
                Wire wire = new Wire(port)) {
            SealedPlace place = SealedPlace.in(folder).withoutVar().within(group);
            place.configureOwn(
                    "host: 127.0.0.1\nevents: {exchange: %s, queue: %s.flows}\n"
                            .formatted(exchange, exchange));
            try (Node server =
                    place.serve(
                            client,
                            at(port, "/healthcheck"),
                            START,
                            "PORT=" + port,
                            "MONGODB_URL=" + mongo.url("flows"),
                            "QUEUE_URL=" + RabbitBroker.address(),
                            "INTROSPECT_TYPE=basic",
                            "INTROSPECT_ENDPOINT_BASIC=" + iam.basicEndpoint(),
                            "IAM_TOKEN=" + FakeIam.SERVICE_TOKEN)) {
                String listed = wire.get("admin", "/flows").text();
                assertTrue(listed.contains("\"data\":[]"), listed);
                server.terminate();
                assertEquals(0, server.awaitEnd(END), server.said());
            } finally {
                bus.remove(exchange + ".flows", exchange + ".flows.dead-letter");
            }
        }
    }

    private static URI at(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
