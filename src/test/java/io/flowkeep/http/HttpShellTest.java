package io.flowkeep.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
final class HttpShellTest {
    private static final long LIMIT = 10 << 20;
    private final CountDownLatch hold = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<RequestObserver.Finished> finished =
            new ConcurrentLinkedQueue<>();
    private final AtomicInteger ids = new AtomicInteger();
    private HttpShell shell;
    @TempDir private Path folder;

    @BeforeEach
    void start() throws IOException {
        shell = start(4, Duration.ofSeconds(72));
    }

    @AfterEach
    void stop() throws InterruptedException {
        hold.countDown();
        while (shell.requestsUnderWay() > 0) { // whatever a test did, no place stays taken
            Thread.sleep(5);
        }
        shell.stop();
    }

    private HttpShell start(int maxConcurrent, Duration idle) throws IOException {
        ShellSettings settings =
                new ShellSettings(
                        "127.0.0.1",
                        0,
                        maxConcurrent,
                        16 * 1024,
                        idle,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5));
        ShellParts parts =
                new ShellParts(
                        Clock.systemUTC(),
                        System::nanoTime,
                        () -> "id-" + ids.incrementAndGet(),
                        values -> !values.isEmpty() && values.getFirst().startsWith("Bearer "),
                        finished::add);
        return HttpShell.start(settings, parts, List.of(), routes());
    }

    private List<Route> routes() {
        return List.of(
                open(Route.Method.GET, "/health", _ -> Reply.text(200, "text/plain", "fine")),
                bearer(
                        Route.Method.POST,
                        "/echo",
                        request ->
                                Reply.bytes(
                                        200,
                                        "application/octet-stream",
                                        request.body().bytes(LIMIT))),
                bearer(Route.Method.POST, "/count", HttpShellTest::count),
                bearer(Route.Method.POST, "/ignore", _ -> Reply.text(403, "text/plain", "no")),
                bearer(
                        Route.Method.GET,
                        "/p/:one/*",
                        request ->
                                Reply.text(
                                        200,
                                        "text/plain",
                                        request.param("one")
                                                + "|"
                                                + request.param("*")
                                                + "|"
                                                + request.query("q"))),
                bearer(Route.Method.GET, "/file/:from", this::file),
                bearer(Route.Method.GET, "/hold", _ -> hold()),
                bearer(
                        Route.Method.GET,
                        "/away",
                        _ -> {
                            throw new StoreUnavailable("secret place", null);
                        }),
                bearer(
                        Route.Method.GET,
                        "/bug",
                        _ -> {
                            throw new IllegalStateException("secret detail");
                        }),
                bearer(
                        Route.Method.GET,
                        "/broken",
                        _ -> {
                            throw new LinkageError("secret class");
                        }));
    }

    private static Route open(Route.Method method, String template, Handler handler) {
        return new Route(method, template, Route.Access.OPEN, handler);
    }

    private static Route bearer(Route.Method method, String template, Handler handler) {
        return new Route(method, template, Route.Access.BEARER, handler);
    }

    private static Reply count(Request request) {
        try (InputStream in = request.body().stream(Long.MAX_VALUE)) {
            byte[] buffer = new byte[8192];
            long sum = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sum += read;
            }
            return Reply.text(200, "text/plain", Long.toString(sum));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply file(Request request) {
        try {
            FileChannel channel = FileChannel.open(folder.resolve("f"));
            long from = Long.parseLong(request.param("from"));
            return new Reply(
                    200,
                    List.of(),
                    new Reply.Content.FileRegion(channel, from, channel.size() - from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply hold() {
        held.countDown();
        try {
            hold.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Reply.empty(200);
    }

    private RawClient client() throws IOException {
        return new RawClient(shell.port());
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n";
    }

    private static String post(String target, String headers) {
        return "POST "
                + target
                + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n"
                + headers
                + "\r\n";
    }

    @Test
    void an_open_route_needs_no_token_and_carries_the_security_headers() throws IOException {
        try (RawClient client = client()) {
            RawClient.Answer answer = client.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").read();
            assertEquals(200, answer.status());
            assertEquals("fine", answer.text());
            for (Reply.Header header : SecurityHeaders.ALL) {
                assertEquals(header.value(), answer.header(header.name()).orElseThrow());
            }
            assertEquals("timeout=72", answer.header("Keep-Alive").orElseThrow());
            assertEquals("id-1", answer.header("X-Request-Id").orElseThrow());
            assertTrue(answer.header("Date").orElseThrow().endsWith(" GMT"));
        }
    }

    @Test
    void a_client_s_request_id_is_kept_if_it_is_sane() throws IOException {
        try (RawClient client = client()) {
            String head = "GET /health HTTP/1.1\r\nHost: x\r\nX-Request-Id: ";
            assertEquals(
                    "abc-1",
                    client.send(head + "abc-1\r\n\r\n")
                            .read()
                            .header("x-request-id")
                            .orElseThrow());
            assertEquals(
                    "id-1",
                    client.send(head + "a b\r\n\r\n").read().header("x-request-id").orElseThrow());
        }
    }

    @Test
    void without_a_token_everything_else_is_401_even_what_does_not_exist() throws IOException {
        try (RawClient client = client()) {
            for (String target : List.of("/echo", "/nothing", "/health?x", "/p/%zz/x")) {
                RawClient.Answer answer =
                        client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").read();
                assertEquals(401, answer.status(), target);
                assertEquals(
                        "{\"code\":\"unauthorized\",\"error\":\"unauthorized\"}", answer.text());
            }
        }
    }

    @Test
    void an_unknown_route_is_404_in_the_recorded_shape() throws IOException {
        try (RawClient client = client()) {
            RawClient.Answer answer = client.send(get("/nothing?a=1")).read();
            assertEquals(404, answer.status());
            assertEquals(
                    "{\"message\":\"Route GET:/nothing?a=1 not found\",\"error\":\"Not"
                            + " Found\",\"statusCode\":404}",
                    answer.text());
        }
    }

    @Test
    void a_wrong_method_is_405_and_names_the_right_ones() throws IOException {
        try (RawClient client = client()) {
            RawClient.Answer answer = client.send(get("/echo")).read();
            assertEquals(405, answer.status());
            assertEquals("POST", answer.header("Allow").orElseThrow());
            answer = client.send(post("/p/1/2", "Content-Length: 0\r\n")).read();
            assertEquals("GET, HEAD", answer.header("Allow").orElseThrow());
        }
    }

    @Test
    void parameters_are_decoded_once_and_an_encoded_slash_makes_no_segment() throws IOException {
        try (RawClient client = client()) {
            assertEquals(
                    "a/b|c%2Fd/e|[x y, , %zz]",
                    client.send(get("/p/a%2Fb/c%252Fd/e?q=x+y&q&q=%zz")).read().text());
            assertEquals("|x|[]", client.send(get("/p//x")).read().text());
            assertEquals("1|q|x^{}[]'\"|[]", client.send(get("/p/1/q|x^{}[]'\"")).read().text());
            assertEquals("1|hash|[]", client.send(get("/p/1/hash#raw.txt")).read().text());
            assertEquals("1|x|[]", client.send(get("http://localhost:1/p/1/x")).read().text());
        }
    }

    @Test
    void a_bad_escape_is_400_with_the_url() throws IOException {
        try (RawClient client = client()) {
            for (String bad : List.of("/p/1/bad%FFutf", "/p/1/bad%zz", "/p/1/bad%")) {
                RawClient.Answer answer = client.send(get(bad)).read();
                assertEquals(400, answer.status());
                assertEquals("application/json", answer.header("content-type").orElseThrow());
                assertEquals(
                        "{\"error\":\"Bad Request\",\"code\":\"FST_ERR_BAD_URL\",\"message\":\"'"
                                + bad
                                + "' is not a valid url component\",\"statusCode\":400}",
                        answer.text());
            }
        }
    }

    @Test
    void bytes_outside_ASCII_in_the_request_line_are_400() throws IOException {
        try (RawClient client = client()) {
            RawClient.Answer answer = client.send(get("/p/1/h\u00e9")).read();
            assertEquals(400, answer.status());
            assertEquals(
                    "{\"error\":\"Bad Request\",\"message\":\"Client Error\",\"statusCode\":400}",
                    answer.text());
        }
    }

    @Test
    void lengths_that_contradict_or_are_no_numbers_are_400_and_end_the_connection()
            throws IOException {
        for (String lengths :
                List.of(
                        "Content-Length: abc\r\n",
                        "Content-Length: -5\r\n",
                        "Content-Length: 99999999999999999999999\r\n",
                        "Content-Length: 5\r\nContent-Length: 6\r\n",
                        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")) {
            try (RawClient client = client()) {
                RawClient.Answer answer = client.send(post("/echo", lengths)).read();
                assertEquals(400, answer.status(), lengths);
                assertEquals("close", answer.header("Connection").orElseThrow(), lengths);
                assertTrue(client.isClosedByServer(), lengths);
            }
        }
    }

    @Test
    void a_file_comes_whole_over_HTTP_2_too() throws Exception {
        byte[] large = new byte[3_000_000];
        Arrays.fill(large, (byte) 'y');
        Files.write(folder.resolve("f"), large);
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + shell.port() + "/file/1000");
            HttpRequest download =
                    HttpRequest.newBuilder(uri).header("Authorization", "Bearer t").build();
            for (int i = 0; i < 2; i++) {
                HttpResponse<byte[]> answer =
                        client.send(download, HttpResponse.BodyHandlers.ofByteArray());
                assertEquals(HttpClient.Version.HTTP_2, answer.version());
                assertArrayEquals(Arrays.copyOfRange(large, 1000, large.length), answer.body());
            }
        }
    }

    @Test
    void a_head_that_is_too_large_is_431() throws IOException {
        try (RawClient client = client()) {
            RawClient.Answer answer = client.send(get("/p/1/" + "k".repeat(17_000))).read();
            assertEquals(431, answer.status());
            assertEquals(
                    "{\"error\":\"Request Header Fields Too Large\",\"message\":\"Exceeded maximum"
                            + " allowed HTTP header size\",\"statusCode\":431}",
                    answer.text());
        }
    }

    @Test
    void a_body_comes_through_whole_by_length_and_in_chunks() throws IOException {
        try (RawClient client = client()) {
            assertEquals(
                    "hello",
                    client.send(post("/echo", "Content-Length: 5\r\n") + "hello").read().text());
            assertEquals(
                    "helloabc",
                    client.send(
                                    post("/echo", "Transfer-Encoding: chunked\r\n")
                                            + "5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n")
                            .read()
                            .text());
            assertEquals("", client.send(post("/echo", "Content-Length: 0\r\n")).read().text());
            byte[] large = new byte[3_000_000];
            Arrays.fill(large, (byte) 'x');
            client.send(post("/count", "Content-Length: 3000000\r\n")).send(large);
            assertEquals("3000000", client.read().text());
        }
    }

    @Test
    void a_body_over_the_limit_is_413_by_its_length_alone_or_while_it_comes() throws IOException {
        try (RawClient client = client()) {
            RawClient.Answer answer =
                    client.send(post("/echo", "Content-Length: 10485761\r\n")).read();
            assertEquals(413, answer.status());
            assertEquals(
                    "{\"statusCode\":413,\"code\":\"FST_ERR_CTP_BODY_TOO_LARGE\",\"error\":\"Payload"
                        + " Too Large\",\"message\":\"Request body is too large\"}",
                    answer.text());
            assertEquals("close", answer.header("Connection").orElseThrow());
        }
        try (RawClient client = client()) {
            client.send(post("/echo", "Transfer-Encoding: chunked\r\n"));
            byte[] chunk =
                    ("100000\r\n" + "x".repeat(1 << 20) + "\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            for (int i = 0; i < 12; i++) {
                client.send(chunk);
            }
            client.send("0\r\n\r\n");
            assertEquals(413, client.read().status());
            assertTrue(client.isClosedByServer());
        }
    }

    @Test
    void a_client_that_sends_everything_before_it_reads_still_sees_its_413() throws IOException {
        try (RawClient client = client()) {
            byte[] large = new byte[40_000_000];
            client.send(post("/echo", "Content-Length: " + large.length + "\r\n")).send(large);
            assertEquals(413, client.read().status());
            assertTrue(client.isClosedByServer());
        }
    }

    @Test
    void a_small_body_that_nobody_reads_does_not_cost_the_connection() throws IOException {
        try (RawClient client = client()) {
            assertEquals(
                    403,
                    client.send(post("/ignore", "Content-Length: 5\r\n") + "hello")
                            .read()
                            .status());
            assertEquals(
                    403,
                    client.send(post("/ignore", "Content-Length: 5\r\n") + "hello")
                            .read()
                            .status());
            assertEquals(
                    "hello",
                    client.send(post("/echo", "Content-Length: 5\r\n") + "hello").read().text());
        }
    }

    @Test
    void a_body_is_asked_for_only_when_it_is_read() throws IOException {
        try (RawClient client = client()) {
            client.send(post("/echo", "Content-Length: 3\r\nExpect: 100-continue\r\n"));
            assertEquals(100, client.read().status());
            assertEquals("abc", client.send("abc").read().text());
        }
        try (RawClient client = client()) {
            client.send(post("/ignore", "Content-Length: 3\r\nExpect: 100-continue\r\n"));
            assertEquals(403, client.read().status());
        }
    }

    @Test
    void a_client_that_falls_silent_in_its_body_is_told_408() throws IOException {
        try (RawClient client = client()) {
            client.send(post("/echo", "Content-Length: 5\r\n") + "he");
            assertEquals(408, client.read().status());
        }
    }

    @Test
    void a_client_that_breaks_off_its_body_is_noted_and_harms_nobody() throws Exception {
        try (RawClient client = client()) {
            client.send(post("/echo", "Content-Length: 5\r\n") + "he");
        }
        while (finished.isEmpty()) {
            Thread.sleep(5);
        }
        assertEquals(499, finished.element().status());
        assertEquals("/echo", finished.element().route());
    }

    @Test
    void a_connection_that_falls_silent_in_its_head_is_closed() throws IOException {
        shell.stop();
        shell = start(4, Duration.ofSeconds(1));
        try (RawClient client = client()) {
            client.send("GET /hea");
            assertTrue(client.isClosedByServer());
        }
    }

    @Test
    void a_file_is_sent_whole_from_an_offset_and_not_at_all_for_HEAD() throws IOException {
        Files.writeString(folder.resolve("f"), "0123456789");
        try (RawClient client = client()) {
            assertEquals("0123456789", client.send(get("/file/0")).read().text());
            assertEquals("789", client.send(get("/file/7")).read().text());
            assertEquals("", client.send(get("/file/10")).read().text());
            RawClient.Answer head = client.send(get("/file/7").replace("GET", "HEAD")).read(false);
            assertEquals("3", head.header("content-length").orElseThrow());
            assertEquals("fine", client.send(get("/health")).read().text());
        }
    }

    @Test
    void store_faults_are_503_and_bugs_500_and_neither_tells_its_detail() throws IOException {
        try (RawClient client = client()) {
            RawClient.Answer away = client.send(get("/away")).read();
            assertEquals(503, away.status());
            assertTrue(away.header("Retry-After").isPresent());
            assertFalse(away.text().contains("secret"));
            for (String path : List.of("/bug", "/broken")) {
                RawClient.Answer bug = client.send(get(path)).read();
                assertEquals(500, bug.status());
                assertFalse(bug.text().contains("secret"));
                assertTrue(bug.text().contains(bug.header("X-Request-Id").orElseThrow()));
            }
        }
    }

    @Test
    void past_the_bound_of_concurrent_requests_the_answer_is_503_with_retry_after()
            throws Exception {
        shell.stop();
        shell = start(1, Duration.ofSeconds(72));
        try (RawClient busy = client();
                RawClient other = client()) {
            busy.send(get("/hold"));
            held.await();
            RawClient.Answer refused = other.send(get("/health")).read();
            assertEquals(503, refused.status());
            assertEquals("1", refused.header("Retry-After").orElseThrow());
            hold.countDown();
            assertEquals(200, busy.read().status());
        }
    }

    @Test
    void a_download_counts_until_its_last_byte_is_taken_or_its_client_is_gone() throws Exception {
        shell.stop();
        shell = start(1, Duration.ofSeconds(72));
        Files.write(folder.resolve("f"), new byte[64 << 20]);
        try (RawClient slow = client()) {
            slow.send(get("/file/0"));
            while (shell.requestsUnderWay() == 0) {
                Thread.sleep(5);
            }
            Thread.sleep(300); // long enough for the handler to have ended
            try (RawClient other = client()) {
                assertEquals(503, other.send(get("/p/1/a")).read().status());
            }
        }
        while (shell.requestsUnderWay() > 0) {
            Thread.sleep(5);
        }
        try (RawClient other = client()) {
            assertEquals(200, other.send(get("/p/1/a")).read().status());
        }
    }

    @Test
    void every_kind_of_end_gives_its_place_back() throws Exception {
        Files.writeString(folder.resolve("f"), "0123456789");
        for (String request :
                List.of(
                        get("/p/1/a"),
                        get("/nothing"),
                        get("/bug"),
                        get("/broken"),
                        get("/away"),
                        get("/file/0"),
                        post("/ignore", "Content-Length: 5\r\n") + "hello",
                        post("/echo", "Content-Length: 10485761\r\n"),
                        post("/echo", "Content-Length: abc\r\n"),
                        post("/echo", "Content-Length: 5\r\n") + "he")) {
            for (int i = 0; i < 10; i++) {
                try (RawClient client = client()) {
                    client.send(request);
                    if (!request.endsWith("he")) {
                        assertTrue(client.read().status() >= 200);
                    }
                }
            }
        }
        while (shell.requestsUnderWay() > 0) {
            Thread.sleep(5);
        }
    }

    @Test
    void a_stop_lets_what_runs_end_and_takes_nothing_new() throws Exception {
        try (RawClient busy = client()) {
            busy.send(get("/hold"));
            held.await();
            Thread stopper = Thread.ofVirtual().start(shell::stop);
            Thread.sleep(200);
            hold.countDown();
            assertEquals(200, busy.read().status());
            stopper.join();
        }
    }

    @Test
    void pipelined_requests_are_answered_in_order() throws IOException {
        try (RawClient client = client()) {
            client.send(
                    get("/p/1/a") + post("/echo", "Content-Length: 2\r\n") + "hi" + get("/p/2/b"));
            assertEquals("1|a|[]", client.read().text());
            assertEquals("hi", client.read().text());
            assertEquals("2|b|[]", client.read().text());
        }
    }
}
