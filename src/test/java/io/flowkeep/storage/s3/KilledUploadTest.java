package io.flowkeep.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.storage.s3.S3Front.Fault;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Node;
import io.flowkeep.trust.Trust;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that is killed while it begins, fills or ends an upload in parts. */
@Tag("neighbours")
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class KilledUploadTest {
    private static final String BEGIN = "^POST /[^?]*/p1/large\\?uploads";
    private static final String PART = "^PUT /[^?]*/p1/large.*partNumber=2";
    private static final String NOTE = "^PUT /[^?]*/.flowkeep/uploads/";

    @TempDir Path folder;

    /** The store has carried the request out; the server has not heard so when it dies. */
    @ParameterizedTest
    @CsvSource({"MOCK," + BEGIN, "CEPH," + BEGIN, "CEPH," + PART, "CEPH," + NOTE})
    void nothing_is_left_of_its_upload_a_day_later(S3Kind kind, String last) throws Exception {
        S3Server server = kind.require();
        try (S3Front front = new S3Front(server.behind());
                FakePlatform platform = FakePlatform.start();
                HttpClient client = HttpClient.newHttpClient()) {
            int port = Launcher.freePort();
            configure(server, front.url(), platform, port);
            try (Node child = Launcher.serve(client, folder, folder, port, Map.of())) {
                front.requests();
                front.fail(last, Fault.HANG_AFTER, 1000);
                CompletableFuture<HttpResponse<String>> answer = upload(client, port);
                Await.within(
                        Duration.ofSeconds(20),
                        () ->
                                front.requests().stream()
                                        .anyMatch(line -> line.matches(last + ".*")));
                Thread.sleep(500); // the store does it now
                child.kill();
                answer.exceptionally(_ -> null).join();
            }
        }
        sweepADayLater(server);
        assertEquals(List.of(), S3Inside.own(server, folder));
        Set<String> left = new TreeSet<>(S3Inside.uploads(server, folder));
        left.removeAll(server.givenUp());
        assertEquals(Set.of(), left);
    }

    private void configure(S3Server server, URI store, FakePlatform platform, int port)
            throws Exception {
        Files.createDirectories(folder.resolve("etc"));
        Files.writeString(
                folder.resolve("etc/flowkeep.yml"),
                """
                host: 127.0.0.1
                port: %d
                base_url: %s
                driver:
                  type: s3
                  options:
                    bucket: %s
                    region: eu-west-1
                    endpoint: %s
                    forcePathStyle: true
                    credentials: {accessKeyId: %s, secretAccessKey: %s}
                """
                        .formatted(
                                port,
                                platform.baseUrl(),
                                server.bucket(folder),
                                store,
                                server.keyId(),
                                server.secret()));
    }

    private static CompletableFuture<HttpResponse<String>> upload(HttpClient client, int port) {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/v1/files/t1/p1/large"))
                        .header("Authorization", "Bearer std~p1")
                        .header("Content-Type", "application/octet-stream")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[9 << 20]))
                        .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private void sweepADayLater(S3Server server) {
        InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofHours(25));
        try (S3Files next =
                S3Files.open(
                        S3Tests.settings(server, folder),
                        Trust.ofJvm(),
                        later,
                        new SecureRandom())) {
            next.sweep();
        }
    }
}
