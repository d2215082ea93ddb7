package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowkeep.events.rabbitmq.RabbitBroker;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.storage.postgres.OwnPostgres;
import io.flowkeep.storage.postgres.Through;
import io.flowkeep.storage.s3.S3Kind;
import io.flowkeep.storage.s3.S3Server;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Node;
import io.flowkeep.testing.RunLength;
import io.flowkeep.testing.TcpProxy;
import io.flowkeep.testing.Wire;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Three servers on one PostgreSQL, one bucket and one RabbitMQ, behind a load balancer. One after
 * another is killed and started again while all is written to.
 */
@Tag("slow")
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class KilledReplicasTest {
    private static final int SERVERS = 3;
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long FILE_QUOTA = 60_000;

    @TempDir private Path folder;
    private final int[] ports = new int[SERVERS];
    private final List<Node> servers = new ArrayList<>();

    /** With Ceph's gateway, which does not check every condition, their shared usage must do. */
    @ParameterizedTest
    @CsvSource({
        "NOTHING, MOCK, 8, 40",
        "A_POOLER, CEPH, 8, 20",
        "A_POOLER, MOCK, 0, 12",
        "NOTHING, CEPH, 0, 20"
    })
    void nothing_acknowledged_is_lost_and_no_quota_passed_while_servers_are_killed(
            Through through, S3Kind kind, int seconds, int secondsInLongRuns) throws Exception {
        int time = RunLength.of(seconds, secondsInLongRuns);
        assumeTrue(time > 0, "runs with ./flowkeep test --long");
        String exchange = "flowkeep-test-" + UUID.randomUUID();
        String bus = RabbitBroker.address();
        S3Server s3 = kind.require();
        String bucket = s3.bucket(folder);
        try (OwnPostgres postgres = OwnPostgres.create(through);
                FakePlatform platform = FakePlatform.start();
                FakeIam iam = FakeIam.start();
                EventListener listener = EventListener.on(bus, exchange);
                HttpClient client = HttpClient.newHttpClient()) {
            platform.respond(
                    "tight",
                    exchanged ->
                            FakePlatform.send(
                                    exchanged,
                                    200,
                                    "{\"quota\":{\"file\":" + FILE_QUOTA + ",\"context\":0}}"));
            String shared =
                    """
                    base_url: %s
                    driver:
                      type: s3
                      options:
                        bucket: %s
                        region: eu-west-1
                        endpoint: %s
                        forcePathStyle: true
                        credentials: {accessKeyId: %s, secretAccessKey: %s}
                    context: {options: {type: postgres, %s}}
                    flows: {storage: {type: postgres, %s}}
                    events: {type: rabbitmq, url: "%s", exchange: %s, queue: %s.own}
                    iam: {basic_url: "%s", token: %s}
                    """
                            .formatted(
                                    platform.baseUrl(),
                                    bucket,
                                    s3.url(),
                                    s3.keyId(),
                                    s3.secret(),
                                    postgres.keys(),
                                    postgres.keys(),
                                    bus,
                                    exchange,
                                    exchange,
                                    iam.basicEndpoint(),
                                    FakeIam.SERVICE_TOKEN);
            try {
                start(client, shared);
                run(client, listener, Duration.ofSeconds(time));
            } finally {
                servers.forEach(Node::close);
                listener.remove(exchange + ".own", exchange + ".own.dead-letter");
            }
        }
    }

    private void start(HttpClient client, String shared) throws Exception {
        for (int i = 0; i < SERVERS; i++) {
            ports[i] = Launcher.freePort();
            Path home = folder.resolve("server-" + i);
            Files.createDirectories(home.resolve("etc"));
            Files.writeString(
                    home.resolve("etc/flowkeep.yml"),
                    "host: 127.0.0.1\nport: " + ports[i] + "\n" + shared);
            servers.add(serve(client, i));
        }
    }

    private Node serve(HttpClient client, int number) throws IOException, InterruptedException {
        Path home = folder.resolve("server-" + number);
        return Launcher.serve(client, home, home, ports[number], Map.of());
    }

    private void run(HttpClient client, EventListener listener, Duration time) throws Exception {
        ReplicaLoad load;
        try (TcpProxy balancer = TcpProxy.balancing(ports)) {
            load = ReplicaLoad.start(balancer.port());
            int kills = killInTurn(client, time);
            load.stop();
            load.assertMuchWasDone(kills);
            try (Wire wire = new Wire(balancer.port())) {
                load.assertNothingIsLost(wire);
                load.assertQuotaHolds(wire, FILE_QUOTA, PATIENCE);
            }
        }
        Await.within(PATIENCE, () -> load.missing(listener).isEmpty());
        assertEquals(List.of(), load.missing(listener));
    }

    /** Kills and starts again, one after another and each at least once; how often. */
    private int killInTurn(HttpClient client, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        int kills = 0;
        while (System.nanoTime() < end || kills < SERVERS) {
            Thread.sleep(BETWEEN.toMillis());
            int number = kills % SERVERS;
            servers.get(number).kill();
            kills++;
            servers.set(number, serve(client, number));
        }
        return kills;
    }
}
