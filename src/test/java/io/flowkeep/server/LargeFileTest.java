package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Node;
import io.flowkeep.testing.RunLength;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is many times the server's heap, in a process of its own. */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class LargeFileTest {
    private static final long GIBIBYTE = 1L << 30;
    private static final long MEBIBYTE = 1L << 20;

    /** More than an {@code int} can count, and eight times the heap. */
    private static final long SIZE = RunLength.of(2, 5) * GIBIBYTE + 1;

    private static final long NEEDED_SPACE = SIZE * 2 + 2 * GIBIBYTE;

    /** Heap of 256 MiB, and the JVM's own code, classes, threads and buffers. */
    private static final long MEMORY_BOUND = 600 * MEBIBYTE;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir private Path folder;

    @Test
    void more_than_two_gibibytes_go_up_and_down_with_a_heap_of_256_mebibytes() throws Exception {
        assumeTrue(
                Files.getFileStore(folder).getUsableSpace() >= NEEDED_SPACE,
                "less than " + NEEDED_SPACE / GIBIBYTE + " GiB of disk are free");
        Path home = folder.resolve("home");
        int port = Launcher.freePort();
        try (FakePlatform platform = FakePlatform.start();
                HttpClient client =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            configure(home, port, platform);
            Map<String, String> heap = Map.of("FLOWKEEP_HEAP", "256m");
            try (Node server = Launcher.serve(client, folder, home, port, heap)) {
                URI file = URI.create("http://127.0.0.1:%d/v1/files/t1/p1/large".formatted(port));
                long sent = upload(client, file);
                Path onDisk = home.resolve("root/t1/p1/large");
                assertEquals(SIZE, Files.size(onDisk));
                assertEquals(sent, download(client, file));
                long peak = server.peakResidentBytes();
                assertTrue(peak < MEMORY_BOUND, () -> peak / MEBIBYTE + " MiB resident");
                System.out.println("peak resident memory: " + peak / MEBIBYTE + " MiB");
                assertEquals(200, request(client, file, "DELETE").statusCode());
                assertTrue(Files.notExists(onDisk));
            }
        }
    }

    private static void configure(Path home, int port, FakePlatform platform) throws IOException {
        Files.writeString(
                Files.createDirectories(home.resolve("etc")).resolve("flowkeep.yml"),
                """
                host: 127.0.0.1
                port: %d
                base_url: %s
                driver:
                  type: localfs
                  options:
                    root: root
                files:
                  max_body: 6GiB
                """
                        .formatted(port, platform.baseUrl()));
    }

    private static long upload(HttpClient client, URI file)
            throws IOException, InterruptedException {
        GeneratedBytes bytes = new GeneratedBytes(SIZE);
        BodyPublisher body =
                BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> bytes), SIZE);
        HttpRequest request =
                builder(file).header("content-type", "application/octet-stream").POST(body).build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return bytes.checksum();
    }

    private static long download(HttpClient client, URI file)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                client.send(builder(file).build(), BodyHandlers.ofInputStream());
        assertEquals(200, answer.statusCode());
        assertEquals(SIZE, answer.headers().firstValueAsLong("content-length").orElse(-1));
        CRC32C checksum = new CRC32C();
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = answer.body()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                checksum.update(buffer, 0, count);
            }
        }
        return checksum.getValue();
    }

    private static HttpResponse<String> request(HttpClient client, URI file, String method)
            throws IOException, InterruptedException {
        HttpRequest request = builder(file).method(method, BodyPublishers.noBody()).build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static HttpRequest.Builder builder(URI file) {
        return HttpRequest.newBuilder(file)
                .timeout(PATIENCE)
                .header("authorization", "Bearer noq~p1");
    }
}
