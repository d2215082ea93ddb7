package io.flowkeep.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A face beside the shell's own routes, over a socket. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FaceTest {
    private final BlockingQueue<RequestObserver.Finished> finished = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpShell shell;

    /** Claims all below /own in any case of its letters, and OPTIONS of everything. */
    private static final class OwnFace implements Face {
        @Override
        public boolean claims(String method, String path) {
            return method.equals("OPTIONS") || path.toLowerCase(Locale.ROOT).startsWith("/own");
        }

        @Override
        public Answer answer(Request request, RequestTarget target) {
            String path = target.path();
            return switch (path) {
                case "/own/chunks" -> new Answer("/own/chunks", chunks(false));
                case "/own/broken" -> new Answer("/own/broken", chunks(true));
                case "/own/policy" ->
                        new Answer(
                                "/own/policy",
                                Reply.empty(200).with("Content-Security-Policy", "own"));
                default ->
                        new Answer(
                                "/own/*",
                                Reply.text(
                                        200,
                                        "text/plain",
                                        request.method() + " " + path + " " + target.query()));
            };
        }

        private static Reply chunks(boolean breaking) {
            return new Reply(
                    200,
                    List.of(),
                    new Reply.Content.Chunked(out -> {
                        out.write("one ".getBytes(StandardCharsets.UTF_8));
                        if (breaking) {
                            throw new IOException("the source broke off");
                        }
                        out.write("two".getBytes(StandardCharsets.UTF_8));
                    }));
        }
    }

    @BeforeEach
    void start() throws IOException {
        ShellSettings settings =
                new ShellSettings(
                        "127.0.0.1",
                        0,
                        10,
                        16 * 1024,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
        ShellParts parts =
                new ShellParts(
                        Clock.systemUTC(),
                        System::nanoTime,
                        () -> "id",
                        values -> !values.isEmpty(),
                        finished::add);
        Route health =
                new Route(
                        Route.Method.GET,
                        "/health",
                        Route.Access.OPEN,
                        _ -> Reply.text(200, "text/plain", "fine"));
        shell = HttpShell.start(settings, parts, List.of(new OwnFace()), List.of(health));
    }

    @AfterEach
    void stop() {
        client.close();
        shell.stop();
    }

    private HttpResponse<String> send(String method, String target)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shell.port() + target))
                        .version(HttpClient.Version.HTTP_1_1)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        return client.send(request, BodyHandlers.ofString());
    }

    @Test
    void what_a_face_claims_is_answered_by_it_without_a_token() throws Exception {
        assertEquals("DELETE /OWN/x%2Fy a=%201", send("DELETE", "/OWN/x%2Fy?a=%201").body());
        assertEquals("/own/*", finished.poll(5, TimeUnit.SECONDS).route());
    }

    @Test
    void a_method_that_no_route_has_reaches_a_face() throws Exception {
        assertEquals("OPTIONS / ", send("OPTIONS", "/").body());
    }

    @Test
    void the_rest_is_answered_by_the_routes() throws Exception {
        assertEquals("fine", send("GET", "/health").body());
        assertEquals(401, send("GET", "/elsewhere").statusCode());
    }

    @Test
    void content_of_unknown_length_arrives_whole() throws Exception {
        HttpResponse<String> response = send("GET", "/own/chunks");
        assertEquals("one two", response.body());
        assertEquals("chunked", response.headers().firstValue("transfer-encoding").orElse(""));
    }

    @Test
    void content_that_breaks_off_is_not_taken_for_the_whole() {
        assertThrows(IOException.class, () -> send("GET", "/own/broken"));
    }

    @Test
    void a_face_may_send_a_security_header_of_its_own() throws Exception {
        assertEquals(
                List.of("own"),
                send("GET", "/own/policy").headers().allValues("content-security-policy"));
    }
}
