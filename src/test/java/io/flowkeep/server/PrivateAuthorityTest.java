package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.flowkeep.events.rabbitmq.RabbitBroker;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.storage.s3.S3Server;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.OwnServers;
import io.flowkeep.testing.TcpProxy;
import io.flowkeep.testing.TestServer;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.servers.PostgresNode;
import io.flowkeep.trust.MadeUpAuthority;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every TLS connection that a server makes, to neighbours with certificates of an authority that
 * only the operator knows.
 */
@Tag("slow")
@Tag("neighbours")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PrivateAuthorityTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String IAM_PATH = "/api/v1/tokens/introspect";

    @TempDir private static Path folder;
    private static MadeUpAuthority authority;

    @TempDir private Path home;

    /** How the server is told of the authority, and how it calls the neighbour. */
    enum Way {
        VARIABLE("localhost", true),
        KEY("localhost", true),
        NOT_AT_ALL("localhost", false),
        OTHER_NAME("127.0.0.1", false);

        private final String host;
        private final boolean isTrusted;

        Way(String host, boolean isTrusted) {
            this.host = host;
            this.isTrusted = isTrusted;
        }

        Map<String, String> variables() throws Exception {
            return switch (this) {
                case VARIABLE, OTHER_NAME ->
                        Map.of("NODE_EXTRA_CA_CERTS", authority.certificate().toString());
                case KEY, NOT_AT_ALL -> Map.of();
            };
        }

        String keys() {
            return this == KEY ? "tls: {extra_ca: \"" + authority.certificate() + "\"}\n" : "";
        }
    }

    /** What has the server call a neighbour; its result counts only if the neighbour is trusted. */
    private interface Call {
        void call(Wire wire) throws Exception;
    }

    @BeforeAll
    static void make() throws Exception {
        authority = MadeUpAuthority.in(folder);
    }

    @BeforeEach
    void prepare() throws Exception {
        Files.createDirectories(home.resolve("var"));
    }

    private TestServer start(Way way, String yaml) throws Exception {
        return TestServer.start(home, way.keys() + yaml, way.variables());
    }

    /** Passes if the neighbour is called when it is trusted, and never told anything else. */
    private void check(Way way, TcpProxy front, String yaml, Call call) throws Exception {
        try (TestServer server =
                        start(way, yaml.formatted(way.host + ":" + front.port()).stripIndent());
                Wire wire = new Wire(server.port())) {
            if (way.isTrusted) {
                call.call(wire);
                assertTrue(front.passed() > 0);
            } else {
                assertThrows(Throwable.class, () -> call.call(wire));
                Await.within(SOON, () -> front.tried() > 0);
                assertEquals(0, front.passed());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void the_platform(Way way) throws Exception {
        try (FakePlatform platform = FakePlatform.start();
                TcpProxy front = TcpProxy.withTls(authority.server(), platform.baseUrl())) {
            check(
                    way,
                    front,
                    "base_url: https://%s\ndriver: {type: memory}\n",
                    wire -> assertEquals(200, wire.get("std~p1", "/v1/files/t1/p1/").status()));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void identity_management(Way way) throws Exception {
        try (FakeIam iam = FakeIam.start();
                TcpProxy front = TcpProxy.withTls(authority.server(), iam.basicEndpoint())) {
            check(
                    way,
                    front,
                    """
                    flows: {storage: {type: memory}}
                    iam: {basic_url: "https://%%s%s", token: %s}
                    """
                            .formatted(IAM_PATH, FakeIam.SERVICE_TOKEN),
                    wire -> assertEquals(200, wire.get("u1", "/flows").status()));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void components_and_secrets(Way way) throws Exception {
        withNeighbour(
                way,
                ", components_url: \"https://%s\"",
                wire -> {
                    Wire.Answer answer = wire.post("u1", "/flows", FlowBodies.small("a"));
                    assertEquals(201, answer.status());
                    assertEquals("", answer.header("warning"));
                });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void the_logs_of_a_step(Way way) throws Exception {
        withNeighbour(
                way,
                ", logging_url: \"https://%s\"",
                wire -> {
                    String flow = new FlowClient(wire, "u1").create(FlowBodies.small("a"));
                    assertEquals(200, wire.get("u1", "/flows/" + flow + "/steps/n1/logs").status());
                });
    }

    private void withNeighbour(Way way, String key, Call call) throws Exception {
        HttpServer neighbour =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        neighbour.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(200, -1);
                    }
                });
        neighbour.start();
        try (FakeIam iam = FakeIam.start();
                TcpProxy front =
                        TcpProxy.withTls(
                                authority.server(),
                                "127.0.0.1",
                                neighbour.getAddress().getPort())) {
            check(
                    way,
                    front,
                    """
                    flows: {storage: {type: memory}%s}
                    iam: {basic_url: "%s", token: %s}
                    """
                            .formatted(key, iam.basicEndpoint(), FakeIam.SERVICE_TOKEN),
                    call);
        } finally {
            neighbour.stop(0);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void a_bucket(Way way) throws Exception {
        S3Server s3 = S3Server.require();
        try (FakePlatform platform = FakePlatform.start();
                TcpProxy front = TcpProxy.withTls(authority.server(), s3.behind())) {
            check(
                    way,
                    front,
                    """
                    base_url: %s
                    driver:
                      type: s3
                      options:
                        bucket: %s
                        endpoint: https://%%s
                        forcePathStyle: true
                        conditionalWrites: true
                        credentials: {accessKeyId: id, secretAccessKey: secret}
                    """
                            .formatted(platform.baseUrl(), s3.bucket(home)),
                    wire -> assertEquals(200, wire.get("std~p1", "/v1/files/t1/p1/").status()));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void mongodb(Way way) throws Exception {
        try (FlowStorage mongo = FlowStorage.start("mongodb");
                FakeIam iam = FakeIam.start();
                TcpProxy front = TcpProxy.withTls(authority.server(), URI.create(mongo.url()))) {
            check(
                    way,
                    front,
                    """
                    flows: {storage: {type: mongodb, url: "mongodb://%%s/flows?tls=true"}}
                    iam: {basic_url: "%s", token: %s}
                    """
                            .formatted(iam.basicEndpoint(), FakeIam.SERVICE_TOKEN),
                    wire -> assertEquals(200, wire.get("u1", "/flows").status()));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void rabbitmq(Way way) throws Exception {
        try (RabbitBroker broker = RabbitBroker.find();
                TcpProxy front =
                        TcpProxy.withTls(authority.server(), URI.create(RabbitBroker.address()))) {
            check(
                    way,
                    front,
                    """
                    flows: {storage: {type: memory}}
                    events: {type: rabbitmq, url: "amqps://guest:guest@%%s", exchange: %s, queue: %s}
                    """
                            .formatted(broker.settings().exchange(), broker.settings().queue()),
                    wire ->
                            Await.within(
                                    way.isTrusted ? SOON : Duration.ofSeconds(1),
                                    () ->
                                            wire.get("", "/readyz")
                                                    .text()
                                                    .contains("\"events\":\"ok\"")));
        }
    }

    @Test
    void postgresql() throws Exception {
        try (PostgresNode node = OwnServers.postgresWithTls(authority)) {
            for (Way way : Way.values()) {
                String yaml =
                        """
                        context:
                          options: {type: postgres, host: %1$s, port: %2$d, ssl: true,
                                    database: postgres, username: postgres}
                        flows:
                          storage:
                            type: postgres
                            url: postgres://postgres@%1$s:%2$d/postgres?sslmode=verify-full
                        """
                                .formatted(way.host, node.port());
                if (way.isTrusted) {
                    try (TestServer server = start(way, yaml);
                            Wire wire = new Wire(server.port())) {
                        assertEquals(200, wire.get("", "/readyz").status());
                    }
                } else {
                    assertThrows(IllegalStateException.class, () -> start(way, yaml).close());
                }
            }
        }
    }

    @Test
    void a_file_that_the_configuration_names_must_be_good() throws Exception {
        Path bad = Files.writeString(folder.resolve("bad.pem"), "garbage");
        IllegalStateException refused =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                TestServer.start(
                                                home,
                                                "driver: {type: memory}\ntls: {extra_ca: \"%s\"}"
                                                        .formatted(bad))
                                        .close());
        assertEquals(
                "tls.extra_ca: " + bad + " holds no certificate in PEM form",
                Objects.requireNonNull(refused.getCause()).getMessage());
    }

    @Test
    void without_the_file_of_the_variable_the_server_goes_on() throws Exception {
        Path none = folder.resolve("none.pem");
        try (TestServer server =
                        TestServer.start(
                                home,
                                "driver: {type: memory}",
                                Map.of("NODE_EXTRA_CA_CERTS", none.toString()));
                Wire wire = new Wire(server.port())) {
            assertEquals(200, wire.get("", "/readyz").status());
        }
    }
}
