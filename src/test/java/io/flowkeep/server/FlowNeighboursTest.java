package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.testing.TestServer;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is configured to ask the services around it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowNeighboursTest {
    private static final String COMPONENT = "5ca5c44c187c040010a9bb8b";
    private static final String WARNING =
            "199 flowkeep \"component repository could not be asked\"";
    private static final String PROBLEM =
            "{\"errors\":[{\"message\":\"Node \\\"n1\\\": component "
                    + COMPONENT
                    + " does not exist or is not accessible.\",\"code\":400}]}";
    private static final String NO_SECRET =
            "{\"errors\":[{\"message\":\"Node \\\"n1\\\": secret 5d07aa3a2f9ba000114d1bd1 does"
                    + " not exist or is not accessible.\",\"code\":400}]}";
    private static final byte[] BLOCK = new byte[1024 * 1024];

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final CountDownLatch seen = new CountDownLatch(1);
    @TempDir private Path home;
    private FakeIam iam;
    private HttpServer neighbour;

    @BeforeEach
    void start() throws IOException {
        iam = FakeIam.start();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        neighbour = HttpServer.create(new InetSocketAddress(loopback, 0), 100);
        neighbour.setExecutor(threads);
        neighbour.createContext("/", this::answer);
        neighbour.start();
    }

    @AfterEach
    void stop() {
        neighbour.stop(0);
        threads.shutdownNow();
        iam.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path + " " + exchange.getRequestHeaders().getFirst("authorization"));
        try (exchange) {
            if (path.startsWith("/logs/")) {
                logs(exchange);
            } else {
                boolean known = unknown.stream().noneMatch(path::endsWith);
                exchange.sendResponseHeaders(known ? 200 : 404, -1);
            }
        }
    }

    /** Logs go on only when their begin was seen. */
    private void logs(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/plain");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(BLOCK);
        exchange.getResponseBody().flush();
        try {
            boolean inTime = seen.await(20, TimeUnit.SECONDS);
            exchange.getResponseBody()
                    .write((inTime ? "the end" : "held up").getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private TestServer open(String neighbours) {
        return TestServer.start(
                home,
                """
                flows: {storage: {type: memory}%s}
                iam: {basic_url: "%s", token: %s}
                telemetry: {backend: {prometheus: {enabled: true}}}
                """
                        .formatted(neighbours, iam.basicEndpoint(), FakeIam.SERVICE_TOKEN));
    }

    private String url() {
        return "http://127.0.0.1:" + neighbour.getAddress().getPort();
    }

    private String both() {
        return ", components_url: \"%s\", secrets_url: \"%s\"".formatted(url(), url());
    }

    private static String graph() {
        String whole = FlowBodies.small("a");
        return "{" + whole.substring(whole.indexOf("\"graph\""));
    }

    @Test
    void an_unknown_component_is_refused_by_the_name_of_its_node() throws Exception {
        try (TestServer server = open(both());
                Wire wire = new Wire(server.port())) {
            FlowClient user = new FlowClient(wire, "u1");
            String flow = user.create(FlowBodies.small("a"));
            assertEquals(List.of("/components/" + COMPONENT + " Bearer u1"), requests);
            unknown.add(COMPONENT);
            // What a caller was told is remembered for him for a while, so others ask here.
            FlowClient other = new FlowClient(wire, "adminT1");
            Answer created = wire.post("adminT1", "/flows", FlowBodies.small("b"));
            assertEquals(400, created.status());
            assertEquals(PROBLEM, created.text());
            assertEquals(PROBLEM, other.patch(flow, graph()).text());
            assertEquals(200, other.rename(flow, "c").status(), "no graph was sent");
            Answer started = other.start(flow);
            assertEquals(400, started.status());
            assertEquals(PROBLEM, started.text());
            assertEquals("inactive", user.status(flow));
            unknown.clear();
            assertEquals(200, other.start(flow).status());
        }
    }

    @Test
    void an_unknown_secret_is_refused_by_the_name_of_its_node() throws Exception {
        unknown.add("5d07aa3a2f9ba000114d1bd1");
        try (TestServer server = open(both());
                Wire wire = new Wire(server.port())) {
            String flow =
                    FlowBodies.small("a")
                            .replace(
                                    "\"id\":\"n1\"",
                                    "\"id\":\"n1\",\"credentials_id\":\"5d07aa3a2f9ba000114d1bd1\"");
            Answer created = wire.post("u1", "/flows", flow);
            assertEquals(400, created.status());
            assertEquals(NO_SECRET, created.text());
        }
    }

    @Test
    void a_neighbour_that_is_away_is_a_warning_and_a_number() throws Exception {
        String both = both();
        neighbour.stop(0);
        try (TestServer server = open(both);
                Wire wire = new Wire(server.port())) {
            FlowClient user = new FlowClient(wire, "u1");
            Answer created = wire.post("u1", "/flows", FlowBodies.small("a"));
            assertEquals(201, created.status());
            assertEquals(WARNING, created.header("warning"));
            String flow = created.json().path("data").path("id").asString("");
            assertEquals(WARNING, user.patch(flow, graph()).header("warning"));
            Answer started = user.start(flow);
            assertEquals(200, started.status());
            assertEquals(WARNING, started.header("warning"));
            assertEquals("", user.find(flow).header("warning"));
            List<String> counted =
                    wire.get("", "/metrics")
                            .text()
                            .lines()
                            .filter(line -> line.startsWith("flowkeep_neighbour_unavailable"))
                            .toList();
            assertEquals(
                    List.of(
                            "flowkeep_neighbour_unavailable_total{neighbour=\"component"
                                    + " repository\"} 3.0"),
                    counted);
        }
    }

    @Test
    void logs_of_a_step_are_handed_through_as_they_come() throws Exception {
        try (TestServer server = open(", logging_url: \"" + url() + "\"");
                Wire wire = new Wire(server.port());
                HttpClient client = HttpClient.newHttpClient()) {
            String flow = new FlowClient(wire, "u1").create(FlowBodies.small("a"));
            String path = "/flows/" + flow + "/steps/n1/logs";
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .header("Authorization", "Bearer u1")
                            .build();
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                assertEquals(200, response.statusCode());
                assertTrue(in.readNBytes(1000).length == 1000);
                seen.countDown();
                byte[] rest = in.readAllBytes();
                assertEquals(BLOCK.length - 1000 + 7, rest.length);
                assertEquals(
                        "the end", new String(rest, rest.length - 7, 7, StandardCharsets.UTF_8));
            }
            assertTrue(requests.getFirst().contains(flow), requests.toString());
            assertEquals(404, wire.get("u3", path).status());
            assertEquals(1, requests.size(), "nobody asks about what is not theirs");
        }
    }

    @Test
    void without_a_logging_service_there_are_no_logs() throws Exception {
        try (TestServer server = open("");
                Wire wire = new Wire(server.port())) {
            String flow = new FlowClient(wire, "u1").create(FlowBodies.small("a"));
            assertEquals(501, wire.get("u1", "/flows/" + flow + "/steps/n1/logs").status());
        }
    }
}
