package io.flowkeep.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.ReferenceCheck.Verdict;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.text.Secret;
import io.flowkeep.trust.Trust;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What a flow refers to, asked for over a socket. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
final class NeighbourReferencesTest {
    private static final String C1 = "5ca5c44c187c040010a9bb8b";
    private static final String C2 = "5ca5c44c187c040010a9bb8c";
    private static final String S1 = "5d07aa3a2f9ba000114d1bd1";

    /** Long enough for a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Verdict FINE = new Verdict(List.of(), List.of());
    private static final Verdict NO_COMPONENTS =
            new Verdict(List.of(), List.of("component repository"));

    private final List<String> unavailable = new CopyOnWriteArrayList<>();
    private final AtomicLong skippedNanos = new AtomicLong();
    private FakeNeighbour neighbour = FakeNeighbour.start(e -> FakeNeighbour.send(e, 200, "{}"));
    private NeighbourReferences references = references(neighbour.base(), neighbour.base());

    @AfterEach
    void stop() {
        references.close();
        neighbour.close();
    }

    private NeighbourReferences references(URI components, URI secrets) {
        return references(new NeighbourAddress.At(components), new NeighbourAddress.At(secrets));
    }

    private NeighbourReferences references(NeighbourAddress components, NeighbourAddress secrets) {
        return references(components, secrets, PATIENCE);
    }

    private void waiting(Duration deadline) {
        references.close();
        NeighbourAddress everybody = new NeighbourAddress.At(neighbour.base());
        references = references(everybody, everybody, deadline);
    }

    private NeighbourReferences references(
            NeighbourAddress components, NeighbourAddress secrets, Duration deadline) {
        return new NeighbourReferences(
                new NeighbourSettings(
                        new NeighbourAddress.Off(), Secret.NONE, components, secrets, deadline),
                Trust.ofJvm(),
                unavailable::add,
                () -> System.nanoTime() + skippedNanos.get());
    }

    private void answering(FakeNeighbour.Responder responder) {
        stop();
        neighbour = FakeNeighbour.start(responder);
        references = references(neighbour.base(), neighbour.base());
    }

    /** One node: its name, its component and its secret, the latter two perhaps a dash. */
    private static String node(String id, String component, String secret) {
        ObjectNode node = Json.object().put("id", id);
        if (!component.equals("-")) {
            node.put("componentId", component);
        }
        if (!secret.equals("-")) {
            node.put("credentials_id", secret);
        }
        return Json.text(node);
    }

    private static FlowDefinition flow(String... nodes) throws JsonSyntaxException {
        String text = "{\"graph\":{\"nodes\":[" + String.join(",", nodes) + "]}}";
        return FlowDefinition.of((ObjectNode) Json.parse(text));
    }

    @Test
    void each_distinct_reference_is_asked_for_once_with_the_callers_token() throws Exception {
        Verdict verdict =
                references.check(
                        flow(node("n1", C1, S1), node("n2", C2, S1), node("n3", C1, "-")), "tok");
        assertEquals(FINE, verdict);
        assertEquals(
                List.of(
                        new FakeNeighbour.Call("GET /api/v1/secrets/" + S1, "Bearer tok"),
                        new FakeNeighbour.Call("GET /components/" + C1, "Bearer tok"),
                        new FakeNeighbour.Call("GET /components/" + C2, "Bearer tok")),
                neighbour.calls().stream()
                        .sorted(Comparator.comparing(FakeNeighbour.Call::request))
                        .toList());
        assertEquals(List.of(), unavailable);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void an_unknown_reference_is_a_problem_that_names_each_node(int status) throws Exception {
        answering(exchange ->
                FakeNeighbour.send(
                        exchange,
                        exchange.getRequestURI().getPath().endsWith(C2) ? 200 : status,
                        "{}"));
        Verdict verdict =
                references.check(
                        flow(node("n1", C1, S1), node("n2", C2, "-"), node("n3", C1, "-")), "tok");
        assertEquals(
                List.of(
                        "Node \"n1\": component " + C1 + " does not exist or is not accessible.",
                        "Node \"n1\": secret " + S1 + " does not exist or is not accessible.",
                        "Node \"n3\": component " + C1 + " does not exist or is not accessible."),
                verdict.problems());
        assertEquals(List.of(), verdict.unchecked());
        assertEquals(List.of(), unavailable);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 302, 304, 429, 500, 503})
    void other_answers_leave_it_unchecked(int status) throws Exception {
        answering(exchange -> {
            exchange.getResponseHeaders().set("location", "/elsewhere");
            FakeNeighbour.send(exchange, status, "");
        });
        assertEquals(NO_COMPONENTS, references.check(flow(node("n1", C1, "-")), "tok"));
        assertEquals(List.of("component repository"), unavailable);
        assertEquals(List.of("GET /components/" + C1), neighbour.requests());
    }

    @Test
    void an_unknown_reference_shows_though_another_could_not_be_checked() throws Exception {
        answering(exchange ->
                FakeNeighbour.send(
                        exchange, exchange.getRequestURI().getPath().endsWith(C1) ? 500 : 404, ""));
        Verdict verdict = references.check(flow(node("n1", C1, "-"), node("n2", C2, "-")), "tok");
        assertEquals(1, verdict.problems().size());
        assertTrue(verdict.problems().getFirst().contains("\"n2\""));
        assertEquals(List.of("component repository"), verdict.unchecked());
    }

    @Test
    void a_neighbour_that_is_away_is_named_once_and_the_other_still_counts() throws Exception {
        answering(exchange -> FakeNeighbour.send(exchange, 404, ""));
        references.close();
        references = references(FakeNeighbour.nobody(), neighbour.base());
        Verdict verdict = references.check(flow(node("n1", C1, S1), node("n2", C2, S1)), "tok");
        assertEquals(List.of("component repository"), verdict.unchecked());
        assertEquals(2, verdict.problems().size());
        assertEquals(List.of("component repository"), unavailable);
    }

    @Test
    void a_silent_neighbour_costs_the_deadline_once_and_is_then_left_alone_for_a_while()
            throws Exception {
        answering(_ -> Thread.sleep(30_000));
        waiting(Duration.ofMillis(400));
        long start = System.nanoTime();
        String[] nodes =
                IntStream.range(0, 40)
                        .mapToObj(i -> node("n" + i, "%024x".formatted(i), "-"))
                        .toArray(String[]::new);
        assertEquals(NO_COMPONENTS, references.check(flow(nodes), "tok"));
        FlowDefinition other = flow(node("n", C1, "-"));
        for (int i = 0; i < 1000; i++) {
            assertEquals(NO_COMPONENTS, references.check(other, "tok"));
        }
        // Far less than the 400 seconds that it would take to wait each time.
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(20).toNanos());
        assertTrue(neighbour.requests().size() <= 2 * NeighbourReferences.AT_ONCE);
        String request = "GET /components/" + C1;
        for (int i = 0; i < 20 && !neighbour.requests().contains(request); i++) {
            skippedNanos.addAndGet(NeighbourReferences.PAUSE.toNanos());
            assertEquals(NO_COMPONENTS, references.check(other, "tok"));
        }
        assertTrue(neighbour.requests().contains(request), "it is asked again after the pause");
    }

    @Test
    void a_body_that_does_not_end_is_no_answer() throws Exception {
        answering(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            Thread.sleep(30_000);
        });
        waiting(Duration.ofMillis(400));
        assertEquals(NO_COMPONENTS, references.check(flow(node("n1", C1, "-")), "tok"));
    }

    @Test
    void a_huge_answer_is_not_read_to_its_end() throws Exception {
        AtomicLong sent = new AtomicLong();
        byte[] block = new byte[64 * 1024];
        answering(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 4096; i++) {
                exchange.getResponseBody().write(block);
                sent.addAndGet(block.length);
            }
        });
        assertEquals(FINE, references.check(flow(node("n1", C1, "-")), "tok"));
        assertTrue(sent.get() < 64L * 1024 * 1024, "sent " + sent.get());
    }

    @Test
    void many_references_are_asked_for_in_parallel_but_not_all_at_once() throws Exception {
        answering(exchange -> {
            Thread.sleep(20);
            FakeNeighbour.send(exchange, 200, "{}");
        });
        String[] nodes =
                IntStream.range(0, 40)
                        .mapToObj(i -> node("n" + i, "%024x".formatted(i), "-"))
                        .toArray(String[]::new);
        assertEquals(FINE, references.check(flow(nodes), "tok"));
        assertEquals(40, neighbour.requests().size());
        assertTrue(neighbour.mostAtOnce() <= NeighbourReferences.AT_ONCE);
        assertTrue(neighbour.mostAtOnce() > 1);
    }

    @Test
    void what_was_found_is_remembered_for_the_same_caller_for_a_while() throws Exception {
        FlowDefinition flow = flow(node("n1", C1, "-"));
        references.check(flow, "tok");
        references.check(flow, "tok");
        assertEquals(1, neighbour.requests().size());
        references.check(flow, "other");
        assertEquals(2, neighbour.requests().size());
        skippedNanos.addAndGet(NeighbourReferences.REMEMBERED.toNanos());
        references.check(flow, "tok");
        assertEquals(3, neighbour.requests().size());
    }

    @Test
    void what_was_not_found_is_asked_for_again() throws Exception {
        answering(exchange -> FakeNeighbour.send(exchange, 404, ""));
        FlowDefinition flow = flow(node("n1", C1, "-"));
        references.check(flow, "tok");
        references.check(flow, "tok");
        assertEquals(2, neighbour.requests().size());
    }

    @Test
    void an_id_is_one_segment_of_the_path() throws Exception {
        references.check(flow(node("n1", "../secrets?x#y", "-")), "tok");
        assertEquals(List.of("GET /components/..%2Fsecrets%3Fx%23y"), neighbour.requests());
    }

    @Test
    void a_base_url_may_have_a_path() throws Exception {
        references.close();
        references = references(neighbour.base().resolve("/a/"), neighbour.base().resolve("/b"));
        references.check(flow(node("n1", C1, "-")), "tok");
        references.check(flow(node("n1", "-", S1)), "tok");
        assertEquals(
                List.of("GET /a/components/" + C1, "GET /b/api/v1/secrets/" + S1),
                neighbour.requests());
    }

    @Test
    void a_neighbour_that_is_off_is_not_asked() throws Exception {
        references.close();
        references =
                references(
                        NeighbourAddress.of(""), NeighbourAddress.of(neighbour.base().toString()));
        assertEquals(FINE, references.check(flow(node("n1", C1, S1)), "tok"));
        assertEquals(List.of("GET /api/v1/secrets/" + S1), neighbour.requests());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "tökén", "a\nb", "fko_", "fko_x"})
    void a_token_that_cannot_be_sent_leaves_it_unchecked(String token) throws Exception {
        assertEquals(NO_COMPONENTS, references.check(flow(node("n1", C1, "-")), token));
        assertEquals(List.of(), neighbour.requests());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"graph\":null}",
                "{\"graph\":{\"nodes\":[null,5,\"x\",[],{}]}}",
                "{\"graph\":{\"nodes\":[{\"id\":\"n\",\"componentId\":null,\"credentials_id\":5}]}}"
            })
    void nodes_that_make_no_sense_have_no_references(String definition) throws Exception {
        FlowDefinition flow = FlowDefinition.of((ObjectNode) Json.parse(definition));
        assertEquals(FINE, references.check(flow, "tok"));
        assertEquals(List.of(), neighbour.requests());
    }

    @Test
    void the_usual_deadline_leaves_time_for_the_answer() {
        NeighbourSettings settings =
                new NeighbourSettings(
                        NeighbourAddress.of(""),
                        Secret.NONE,
                        NeighbourAddress.of(""),
                        NeighbourAddress.of(""));
        assertEquals(Duration.ofMillis(2500), settings.deadline());
        assertEquals(new NeighbourAddress.Off(), settings.components());
    }
}
