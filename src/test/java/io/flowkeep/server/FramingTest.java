package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.http.RawClient;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.House;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a body begins and ends, and whether there is one, in every way that HTTP has to say it. */
@Timeout(30)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FramingTest {
    private static final String TOKEN = "std~p1";
    private static final String FILE = "/v1/files/t1/p1/x";
    private static final byte[] SEVERAL_WINDOWS = new byte[5_000_000];
    private static final String UPGRADE =
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings:"
                    + " AAMAAABkAAQCAAAAAAIAAAAA\r\n";

    @TempDir private static Path home;
    private static House house;

    @BeforeAll
    static void start() {
        new Random(1).nextBytes(SEVERAL_WINDOWS);
        house = House.withAll(home, "{type: db}", "{type: memory}");
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    /** A body whose end nobody knows beforehand. */
    private static BodyPublisher unannounced(byte[] content) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /v1/files/t1/p1/gone, 200",
        "DELETE, /v1/context/p1/global, 200",
        "POST, /v1/context/p1/clean, 400",
        "POST, /v1/context/p1/global, 400",
        "POST, /v1/files/t1/p1/none, 400",
        "PUT, /v1/files/t1/p1/none, 405",
        "GET, /health, 200"
    })
    void no_body_over_HTTP_2_is_answered_as_over_HTTP_1(String method, String path, int status)
            throws Exception {
        try (Wire second = new Wire(house.port(), Version.HTTP_2);
                Wire first = new Wire(house.port())) {
            Answer known = first.send(method, TOKEN, path, BodyPublishers.noBody());
            assertEquals(status, known.status(), known.text());
            for (BodyPublisher none :
                    new BodyPublisher[] {BodyPublishers.noBody(), unannounced(new byte[0])}) {
                Answer _ = second.get("", "/livez"); // so that it speaks HTTP/2 from here on
                Answer answer = second.send(method, TOKEN, path, none);
                assertEquals(Version.HTTP_2, answer.response().version());
                assertEquals(status, answer.status(), answer.text());
                assertEquals(known.text(), answer.text());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_folder_is_ensured_without_a_body(Version version) throws Exception {
        try (Wire wire = new Wire(house.port(), version)) {
            for (int i = 0; i < 2; i++) {
                Answer answer =
                        wire.send(
                                "POST",
                                TOKEN,
                                "/v1/files/t1/p1/folder",
                                BodyPublishers.noBody(),
                                "FF_MODE",
                                "ensureDir");
                assertEquals(200, answer.status(), answer.text());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_flow_is_started_stopped_and_deleted_without_a_body(Version version) throws Exception {
        try (Wire wire = new Wire(house.port(), version)) {
            FlowClient user = new FlowClient(wire, "u1");
            String flow = user.create(FlowBodies.small("a"));
            assertEquals(200, user.start(flow).status());
            Await.within(Duration.ofSeconds(10), () -> user.status(flow).equals("active"));
            assertEquals(200, user.stop(flow).status());
            Await.within(Duration.ofSeconds(10), () -> user.status(flow).equals("inactive"));
            assertEquals(200, user.delete(flow).status());
        }
    }

    @Test
    void a_connection_changes_to_HTTP_2_only_while_no_body_is_to_come() throws Exception {
        for (int size : new int[] {0, 1, 30_000, 300_000, SEVERAL_WINDOWS.length}) {
            byte[] content = Arrays.copyOf(SEVERAL_WINDOWS, size);
            for (boolean expects : new boolean[] {false, true}) {
                for (BodyPublisher body :
                        new BodyPublisher[] {
                            BodyPublishers.ofByteArray(content), unannounced(content)
                        }) {
                    try (HttpClient client = HttpClient.newHttpClient()) { // asks for HTTP/2
                        HttpResponse<byte[]> put = put(client, body, expects);
                        assertEquals(200, put.statusCode(), size + " bytes, expects " + expects);
                        HttpResponse<byte[]> read = get(client);
                        assertArrayEquals(content, read.body());
                    }
                }
            }
        }
    }

    @Test
    void a_connection_that_has_changed_takes_bodies_of_any_length() throws Exception {
        for (byte[] content : new byte[][] {new byte[0], new byte[1], SEVERAL_WINDOWS}) {
            for (boolean expects : new boolean[] {false, true}) {
                for (BodyPublisher body :
                        new BodyPublisher[] {
                            BodyPublishers.ofByteArray(content), unannounced(content)
                        }) {
                    try (HttpClient client = HttpClient.newHttpClient()) {
                        assertEquals(Version.HTTP_2, get(client).version());
                        HttpResponse<byte[]> put = put(client, body, expects);
                        assertEquals(Version.HTTP_2, put.version());
                        assertEquals(200, put.statusCode());
                        assertArrayEquals(content, get(client).body());
                    }
                }
            }
        }
    }

    private static HttpResponse<byte[]> put(HttpClient client, BodyPublisher body, boolean expects)
            throws IOException, InterruptedException {
        return client.send(
                request(FILE)
                        .header("Content-Type", "application/octet-stream")
                        .expectContinue(expects)
                        .POST(body)
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> get(HttpClient client)
            throws IOException, InterruptedException {
        return client.send(request(FILE).build(), BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + house.port() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + TOKEN);
    }

    private static String post(String version, String headers) {
        return "POST "
                + FILE
                + " HTTP/"
                + version
                + "\r\nHost: x\r\nAuthorization: Bearer "
                + TOKEN
                + "\r\nContent-Type: application/octet-stream\r\n"
                + headers
                + "\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, 'Content-Length: 5\r\n', hello",
        "1.1, 'Transfer-Encoding: chunked\r\n', '5\r\nhello\r\n0\r\n\r\n'",
        "1.1, 'Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n',"
                + " '2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\nX-Sum: 1\r\n\r\n'",
        "1.0, 'Content-Length: 5\r\nConnection: keep-alive\r\n', hello",
        "1.0, 'Content-Length: 5\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n', hello"
    })
    void every_frame_of_a_body_is_read_with_and_without_the_wish_to_change(
            String version, String headers, String body) throws IOException {
        for (String wish : new String[] {"", UPGRADE, "Connection: Upgrade\r\nUpgrade: h2c\r\n"}) {
            String all =
                    wish.isEmpty() ? headers : headers.replaceAll("Connection: .*\r\n", "") + wish;
            try (RawClient client = new RawClient(house.port())) {
                RawClient.Answer answer = client.send(post(version, all) + body).read();
                assertEquals(200, answer.status(), all);
                assertEquals("hello", stored());
            }
        }
    }

    @Test
    void a_length_of_0_is_no_body_to_come() throws Exception {
        try (RawClient client = new RawClient(house.port())) {
            RawClient.Answer changed =
                    client.send(post("1.1", UPGRADE + "Content-Length: 0\r\n")).read();
            assertEquals(101, changed.status());
            Await.within(Duration.ofSeconds(5), () -> stored().isEmpty());
        }
    }

    @Test
    void what_follows_a_body_on_the_connection_is_the_next_request() throws IOException {
        String body = "hello";
        String first = post("1.1", UPGRADE + "Content-Length: 5\r\n") + body;
        String second = post("1.1", "Transfer-Encoding: chunked\r\n") + "5\r\nworld\r\n0\r\n\r\n";
        String third = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
        try (RawClient client = new RawClient(house.port())) {
            client.send(first + second + third);
            assertEquals(200, client.read().status());
            assertEquals(200, client.read().status());
            assertTrue(client.read().text().contains("ok"));
            assertEquals("world", stored());
        }
    }

    @Test
    void what_follows_the_change_on_the_connection_is_HTTP_2() throws IOException {
        String head = "GET /health HTTP/1.1\r\nHost: x\r\n" + UPGRADE + "\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        all.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // no settings
        all.writeBytes(new byte[] {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}); // a ping
        try (RawClient client = new RawClient(house.port())) {
            assertEquals(101, client.send(all.toByteArray()).read().status());
            assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, client.frame(6, 1));
        }
    }

    @Test
    void a_preface_that_comes_byte_by_byte_is_understood() throws IOException {
        try (RawClient client = new RawClient(house.port())) {
            byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            for (byte each : preface) {
                client.send(new byte[] {each});
            }
            client.send(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            client.send(new byte[] {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8});
            assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, client.frame(6, 1));
        }
    }

    private static String stored() {
        try (Wire wire = new Wire(house.port())) {
            return wire.get(TOKEN, FILE).text();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
