package io.flowkeep.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.storage.s3.S3Front;
import io.flowkeep.storage.s3.S3Front.Fault;
import io.flowkeep.storage.s3.S3Server;
import io.flowkeep.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A whole server with its files in a bucket. */
@Tag("slow")
@Tag("neighbours")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class BucketServerTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String FILE = "/v1/files/t1/p1/a/large.bin";
    private static final int EVERY_TIME = 1000;

    @TempDir Path home;
    private S3Front front;
    private FakePlatform platform;
    private TestServer server;

    @BeforeAll
    static void startServer() {
        S3Server.require();
    }

    @BeforeEach
    void start() throws IOException {
        S3Server s3 = S3Server.require();
        front = new S3Front(s3.behind());
        platform = FakePlatform.start();
        server =
                TestServer.start(
                        home,
                        """
                        base_url: %s
                        driver:
                          type: s3
                          options:
                            bucket: %s
                            endpoint: %s
                            forcePathStyle: true
                            credentials: {accessKeyId: id, secretAccessKey: secret}
                        """
                                .formatted(platform.baseUrl(), s3.bucket(home), front.url()));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        platform.close();
        front.close();
    }

    @Test
    void a_long_file_is_read_whole_in_part_and_not_at_all() throws Exception {
        byte[] bytes = random(9 << 20);
        String tag = write(bytes).headers().firstValue("etag").orElseThrow();
        HttpResponse<byte[]> whole = send(request(FILE));
        assertEquals(200, whole.statusCode());
        assertArrayEquals(bytes, whole.body());
        assertEquals(tag, whole.headers().firstValue("etag").orElseThrow());

        front.requests();
        HttpResponse<byte[]> part = send(request(FILE).header("Range", "bytes=5000000-5000099"));
        assertEquals(206, part.statusCode());
        assertArrayEquals(Arrays.copyOfRange(bytes, 5_000_000, 5_000_100), part.body());
        assertEquals(2, front.requests().size(), "the state, then the range");

        HttpResponse<byte[]> parts =
                send(request(FILE).header("Range", "bytes=0-9,5000000-5000099"));
        assertEquals(206, parts.statusCode());

        HttpResponse<byte[]> unchanged = send(request(FILE).header("If-None-Match", tag));
        assertEquals(304, unchanged.statusCode());

        HttpResponse<byte[]> head = send(request(FILE).method("HEAD", BodyPublishers.noBody()));
        assertEquals(
                Long.toString(bytes.length), head.headers().firstValue("content-length").get());

        HttpResponse<byte[]> quota = send(request("/v1/quota/t1/p1"));
        assertEquals("{\"used\":9437184,\"limit\":104857600}", new String(quota.body(), UTF_8));
    }

    @Test
    void a_file_node_finds_no_folder_in_a_bucket() throws Exception {
        write(random(100));
        for (String folder : List.of("", "none", "none/")) {
            HttpResponse<byte[]> answer =
                    send(
                            request("/v1/files/t1/p1/" + folder)
                                    .header("Content-Type", "application/octet-stream"));
            assertEquals(404, answer.statusCode());
            assertEquals(
                    "{\"statusCode\":404,\"code\":\"ENOENT\",\"error\":\"Not Found\",\"message\":"
                            + "\"ENOENT: no such file or directory, open '"
                            + folder
                            + "'\"}",
                    new String(answer.body(), UTF_8));
        }
    }

    @Test
    void a_fault_of_the_store_is_503_and_nothing_else() throws Exception {
        write(random(100));
        for (Fault fault : List.of(Fault.ERROR, Fault.STRANGE_404, Fault.NO_BUCKET)) {
            front.fail(".", fault, EVERY_TIME);
            assertUnavailable(send(request(FILE)));
            assertUnavailable(send(request(FILE).POST(BodyPublishers.ofString("new"))));
            assertUnavailable(
                    send(
                            request(FILE)
                                    .header("FF_MODE", "append")
                                    .POST(BodyPublishers.ofString("new"))));
            assertUnavailable(send(request(FILE).DELETE()));
            front.failNoMore();
        }
        assertEquals(100, send(request(FILE)).body().length);
    }

    @Test
    void a_store_that_hangs_is_503_in_the_end() throws Exception {
        write(random(100));
        front.fail(".", Fault.HANG, EVERY_TIME);
        long start = System.nanoTime();
        assertUnavailable(send(request(FILE)));
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(taken.toSeconds() < 15, taken.toString());
    }

    @Test
    void a_long_file_that_breaks_off_breaks_the_answer_off() throws Exception {
        write(random(1 << 20));
        front.fail("^GET /[^?]*large", Fault.CUT, 1);
        assertThrows(IOException.class, () -> send(request(FILE)));
    }

    private static void assertUnavailable(HttpResponse<byte[]> answer) {
        assertEquals(503, answer.statusCode());
        assertTrue(answer.headers().firstValue("retry-after").isPresent());
    }

    private HttpResponse<byte[]> write(byte[] bytes) throws Exception {
        HttpResponse<byte[]> answer = send(request(FILE).POST(BodyPublishers.ofByteArray(bytes)));
        assertEquals(200, answer.statusCode());
        return answer;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer std~p1")
                .header("Content-Type", "application/octet-stream");
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
