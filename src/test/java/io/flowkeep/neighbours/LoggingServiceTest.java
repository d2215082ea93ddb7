package io.flowkeep.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.StepId;
import io.flowkeep.flows.StepLogs;
import io.flowkeep.flows.StepLogs.Answer.Told;
import io.flowkeep.trust.Trust;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The logs of a step, fetched from a logging service over a socket. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
final class LoggingServiceTest {
    private static final FlowId FLOW = new FlowId("6b0246d5577d343cc26da846");
    private static final String LOGS = "/logs/flows/6b0246d5577d343cc26da846/steps/";

    /** Long enough for a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final List<String> unavailable = new CopyOnWriteArrayList<>();
    private FakeNeighbour neighbour = FakeNeighbour.start(e -> FakeNeighbour.send(e, 200, "[]"));
    private LoggingService service = service(neighbour.base());

    @AfterEach
    void stop() {
        service.close();
        neighbour.close();
    }

    private LoggingService service(URI base) {
        return new LoggingService(
                base, "svc", Trust.ofJvm(), unavailable::add, System::nanoTime, PATIENCE, PATIENCE);
    }

    private void waiting(Duration forHead, Duration forBody) {
        service.close();
        service =
                new LoggingService(
                        neighbour.base(),
                        "svc",
                        Trust.ofJvm(),
                        unavailable::add,
                        System::nanoTime,
                        forHead,
                        forBody);
    }

    private void answering(FakeNeighbour.Responder responder) {
        stop();
        neighbour = FakeNeighbour.start(responder);
        service = service(neighbour.base());
    }

    private StepLogs.Answer ask(String step, String query) {
        return service.fetch(FLOW, StepId.parse(step).orElseThrow(), query);
    }

    private Told told(String step, String query) {
        return assertInstanceOf(Told.class, ask(step, query));
    }

    private static byte[] content(Told told) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var content = told.content()) {
            content.writeTo(out);
        }
        return out.toByteArray();
    }

    private static String text(Told told) throws IOException {
        return new String(content(told), StandardCharsets.UTF_8);
    }

    private static List<String> header(Told told, String name) {
        return told.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(StepLogs.Header::value)
                .toList();
    }

    @Test
    void status_type_and_body_are_handed_on_and_the_servers_own_token_is_sent() throws Exception {
        answering(exchange -> {
            exchange.getResponseHeaders().set("content-type", "application/x-ndjson");
            exchange.getResponseHeaders().set("x-total", "2");
            FakeNeighbour.send(exchange, 206, "{}\n{}\n");
        });
        Told reply = told("step_1", "from=1&to=%20x");
        assertEquals(206, reply.status());
        assertEquals(List.of("application/x-ndjson"), header(reply, "content-type"));
        assertEquals(List.of("2"), header(reply, "x-total"));
        assertEquals(OptionalLong.of(6), reply.content().bytes());
        assertEquals("{}\n{}\n", text(reply));
        assertEquals(
                List.of(
                        new FakeNeighbour.Call(
                                "GET " + LOGS + "step_1?from=1&to=%20x", "Bearer svc")),
                neighbour.calls());
        assertEquals(List.of(), unavailable);
    }

    @Test
    void a_base_url_may_have_a_path() throws Exception {
        service.close();
        service = service(neighbour.base().resolve("/logging/"));
        assertEquals("[]", text(told("s", "")));
        assertEquals(List.of("GET /logging" + LOGS + "s"), neighbour.requests());
    }

    @ParameterizedTest
    @CsvSource({
        "a b, a%20b",
        "ä, %C3%A4",
        "a?b#c, a%3Fb%23c",
        "50%, 50%25",
        "a;b=c, a%3Bb%3Dc",
        "step.1, step.1"
    })
    void a_step_id_is_one_segment(String stepId, String sent) {
        assertEquals(200, told(stepId, "").status());
        assertEquals(List.of("GET " + LOGS + sent), neighbour.requests());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "a=|{} a=%7C%7B%7D",
                "a=%zz a=%25zz",
                "a=1&a=%2F a=1&a=%2F",
                "ä=ö %C3%A4=%C3%B6"
            })
    void a_query_is_handed_on_and_mended_where_no_url_could_hold_it(String query, String sent) {
        assertEquals(200, told("s", query).status());
        assertEquals(List.of("GET " + LOGS + "s?" + sent), neighbour.requests());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 500, 503})
    void what_the_service_refuses_is_handed_on(int status) throws Exception {
        answering(exchange -> FakeNeighbour.send(exchange, status, "{\"no\":1}"));
        Told reply = told("s", "");
        assertEquals(status, reply.status());
        assertEquals("{\"no\":1}", text(reply));
    }

    @Test
    void an_answer_without_content_is_one() throws Exception {
        answering(exchange -> FakeNeighbour.send(exchange, 204, ""));
        Told reply = told("s", "");
        assertEquals(204, reply.status());
        assertEquals(OptionalLong.of(0), reply.content().bytes());
    }

    @Test
    void headers_about_the_neighbours_connection_and_origin_stay_behind() throws Exception {
        answering(exchange -> {
            exchange.getResponseHeaders().set("connection", "x-hop");
            exchange.getResponseHeaders().set("x-hop", "1");
            exchange.getResponseHeaders().set("set-cookie", "a=b");
            exchange.getResponseHeaders().set("content-security-policy", "default-src *");
            exchange.getResponseHeaders().set("access-control-allow-origin", "*");
            exchange.getResponseHeaders().set("proxy-authenticate", "x");
            exchange.getResponseHeaders().set("x-request-id", "theirs");
            exchange.getResponseHeaders().set("cache-control", "no-store");
            exchange.getResponseHeaders().set("content-encoding", "gzip");
            exchange.sendResponseHeaders(200, 0); // chunked
            exchange.getResponseBody().write("packed".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        Told reply = told("s", "");
        assertEquals(
                List.of("cache-control", "content-encoding"),
                reply.headers().stream().map(StepLogs.Header::name).sorted().toList());
        assertEquals(OptionalLong.empty(), reply.content().bytes());
        assertEquals("packed", text(reply));
    }

    @Test
    void a_redirect_is_not_followed_and_not_handed_on() throws Exception {
        answering(exchange -> {
            exchange.getResponseHeaders().set("location", "/elsewhere");
            FakeNeighbour.send(exchange, 302, "");
        });
        assertEquals(new StepLogs.Answer.Redirected(), ask("s", ""));
        assertEquals(List.of("logging service"), unavailable);
        assertEquals(1, neighbour.requests().size());
    }

    @Test
    void a_service_that_is_down_is_502() throws Exception {
        service.close();
        service = service(FakeNeighbour.nobody());
        assertEquals(new StepLogs.Answer.Unreachable(), ask("s", ""));
        assertEquals(List.of("logging service"), unavailable);
    }

    @Test
    void a_service_that_drops_the_connection_is_502() {
        answering(exchange -> exchange.close());
        assertEquals(new StepLogs.Answer.Unreachable(), ask("s", ""));
    }

    @Test
    void a_silent_service_is_504() throws Exception {
        answering(_ -> Thread.sleep(30_000));
        waiting(Duration.ofMillis(300), PATIENCE);
        assertEquals(new StepLogs.Answer.TooLate(), ask("s", ""));
        assertEquals(List.of("logging service"), unavailable);
    }

    @Test
    void a_service_that_falls_silent_in_its_body_breaks_the_answer_off() {
        answering(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("begin".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            Thread.sleep(30_000);
        });
        waiting(PATIENCE, Duration.ofMillis(300));
        Told reply = told("s", "");
        assertEquals(200, reply.status());
        assertThrows(IOException.class, () -> content(reply));
    }

    @Test
    void a_service_that_breaks_off_in_its_body_breaks_the_answer_off() {
        answering(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write("begin".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        });
        Told reply = told("s", "");
        assertThrows(IOException.class, () -> content(reply));
    }

    @Test
    void a_huge_answer_is_fetched_no_faster_than_it_is_taken() throws Exception {
        AtomicLong sent = new AtomicLong();
        byte[] block = new byte[64 * 1024];
        int blocks = 1024;
        answering(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < blocks; i++) {
                exchange.getResponseBody().write(block);
                sent.addAndGet(block.length);
            }
        });
        Told reply = told("s", "");
        AtomicLong taken = new AtomicLong();
        OutputStream out =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        taken.incrementAndGet();
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        if (taken.getAndAdd(length) == 0) {
                            sleep();
                            // What lies in the sockets and in the client, and no more.
                            assertTrue(sent.get() < 32L * 1024 * 1024, "sent " + sent.get());
                        }
                    }
                };
        try (var content = reply.content()) {
            content.writeTo(out);
        }
        assertEquals((long) blocks * block.length, taken.get());
    }

    private static void sleep() throws IOException {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://x", "logging:3000", "http:///x", "http://u:p@x", "http://x?a", "/x"})
    void what_is_no_url_of_a_service_is_refused_at_the_start(String base) {
        assertThrows(IllegalArgumentException.class, () -> service(URI.create(base)).close());
    }
}
