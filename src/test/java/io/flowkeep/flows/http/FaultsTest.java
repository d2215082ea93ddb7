package io.flowkeep.flows.http;

import static io.flowkeep.flows.http.FlowsClient.error;
import static io.flowkeep.flows.http.FlowsClient.flow;
import static io.flowkeep.flows.http.FlowsClient.parse;
import static io.flowkeep.flows.http.FlowsClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.contract.FlowServers.Setup;
import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.flows.ReferenceCheck.Verdict;
import io.flowkeep.http.RawClient;
import io.flowkeep.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is answered when the store or a neighbour fails: always something, and at once. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FaultsTest {
    private static final String NO_STORE = error(500, "NO DB. Please try again later 0");
    private static final String INTERNAL =
            error(500, "Internal error, see the log for request request-1");
    private final FlowsOnTheWire servers = new FlowsOnTheWire();
    private final BreakingStore store = new BreakingStore(servers.flows());
    private volatile Verdict verdict = new Verdict(List.of(), List.of());
    private FlowsClient client;
    private String id = "";

    @BeforeEach
    void start() throws IOException {
        servers.over(store).with((_, _) -> verdict);
        client = new FlowsClient(servers.start(Setup.USUAL));
        id = client.create(flow("a"));
        servers.takeEvents(0);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private static StoreUnavailable away() {
        return new StoreUnavailable("away", new IOException("refused"));
    }

    private List<RawClient.Answer> everyRoute() throws IOException {
        return List.of(
                client.get("/flows"),
                client.get("/flows/" + id),
                client.get("/flows/" + id + "/status"),
                client.get("/flows/" + id + "/steps/s/logs"),
                client.json("POST", "/flows", flow("b")),
                client.json("POST", "/flows", "[" + flow("b") + "]"),
                client.json("PATCH", "/flows/" + id, "{}"),
                client.json("PATCH", "/flows/bulk", "[{\"id\":\"" + id + "\"}]"),
                client.json("POST", "/flows/" + id + "/start", ""),
                client.json("POST", "/flows/" + id + "/stop", ""),
                client.json("POST", "/flows/multiple/start", "[\"" + id + "\"]"),
                client.send("DELETE", "/flows/" + id, new byte[0]));
    }

    @Test
    void a_store_that_is_away_is_said_in_the_words_clients_know() throws IOException {
        Stream<Supplier<RuntimeException>> faults =
                Stream.of(
                        FaultsTest::away,
                        () -> new StoreOutcomeUnknown("unknown", new IOException("cut off")));
        for (Supplier<RuntimeException> fault : faults.toList()) {
            store.breakAfter(0, fault);
            for (RawClient.Answer answer : everyRoute()) {
                assertEquals(500, answer.status());
                assertEquals(NO_STORE, text(answer));
                assertEquals(Optional.of("Origin"), answer.header("vary"));
            }
            assertEquals(Optional.of("2"), client.get("/flows").header("retry-after"));
        }
    }

    @Test
    void a_fault_of_ours_names_the_request_and_nothing_else() throws IOException {
        store.breakAfter(0, () -> new IllegalStateException("secret detail"));
        for (RawClient.Answer answer : everyRoute()) {
            assertEquals(INTERNAL, text(answer));
        }
        store.breakAfter(0, () -> new StoreCorrupt("secret detail", new IOException("x")));
        assertEquals(INTERNAL, text(client.get("/flows")));
        assertEquals(INTERNAL, text(client.get("/flows/" + id)));
    }

    @Test
    void what_a_bulk_did_before_the_store_went_away_is_told() throws IOException {
        store.breakAfter(1, FaultsTest::away);
        RawClient.Answer answer =
                client.json(
                        "POST",
                        "/flows",
                        "[" + flow("a") + "," + flow("b") + "," + flow("c") + "]");
        assertEquals(201, answer.status());
        JsonNode data = parse(answer).path("data");
        assertEquals("a", data.get(0).path("name").asString(""));
        assertEquals(NO_STORE, Json.text(data.get(1)));
        assertEquals(NO_STORE, Json.text(data.get(2)));
        assertEquals(2, store.calls());
        assertEquals(1, servers.takeEvents(0).size());
    }

    @Test
    void starting_many_goes_no_further_than_the_store() throws IOException {
        store.breakAfter(2, FaultsTest::away);
        RawClient.Answer answer =
                client.json(
                        "POST",
                        "/flows/multiple/start",
                        "[\"%s\",\"%s\",\"abc\",\"%s\"]".formatted(id, id, id));
        assertEquals(200, answer.status());
        JsonNode results = parse(answer);
        assertEquals(4, results.size());
        assertEquals("starting", results.get(0).path("data").path("status").asString(""));
        for (int i = 1; i < 4; i++) {
            JsonNode error = results.get(i).path("errors").get(0);
            assertEquals(i == 2 ? "abc" : id, error.path("flowId").asString(""));
        }
        assertEquals(3, store.calls());
    }

    @Test
    void a_reference_to_nothing_is_refused() throws IOException {
        verdict = new Verdict(List.of("Node n1: no such component"), List.of());
        RawClient.Answer created = client.json("POST", "/flows", flow("b"));
        assertEquals(error(400, "Node n1: no such component"), text(created));
        assertEquals(
                error(400, "Node n1: no such component"),
                text(client.json("POST", "/flows/" + id + "/start", "")));
    }

    @Test
    void a_neighbour_that_is_away_lets_pass_with_a_warning() throws IOException {
        verdict = new Verdict(List.of(), List.of("component repository"));
        Optional<String> warning =
                Optional.of("199 flowkeep \"component repository could not be asked\"");
        String changed = "{" + FlowsClient.GRAPH + "}";
        String list = "[" + flow("b") + "," + flow("c") + "]";
        for (RawClient.Answer answer :
                List.of(
                        client.json("POST", "/flows", flow("b")),
                        client.json("POST", "/flows", list),
                        client.json("PATCH", "/flows/" + id, changed),
                        client.json("POST", "/flows/" + id + "/start", ""),
                        client.json("POST", "/flows/multiple/start", "[\"" + id + "\"]"))) {
            assertEquals(warning, answer.header("warning"), text(answer));
        }
        assertEquals(Optional.empty(), client.get("/flows").header("warning"));
    }

    @Test
    void a_client_that_breaks_off_harms_nobody() throws Exception {
        try (RawClient broken = new RawClient(servers.start(Setup.USUAL))) {
            String begun =
                    """
                    POST /flows HTTP/1.1
                    Host: x
                    Authorization: Bearer u1
                    Content-Type: application/json
                    Content-Length: 100

                    {"a"\
                    """;
            broken.send(begun.replace("\n", "\r\n"));
        }
        assertEquals(200, client.get("/flows").status());
        assertEquals(List.of(), servers.takeEvents(0));
    }
}
