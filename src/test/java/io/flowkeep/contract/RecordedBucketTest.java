package io.flowkeep.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.flowkeep.http.RawClient;
import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.storage.s3.S3Server;
import io.flowkeep.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cases recorded on files in a folder, sent to a whole server with its files in a bucket. What
 * differs is that a bucket has no folders; each such answer is in {@link BucketDifferences}.
 */
@Tag("slow")
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RecordedBucketTest {
    @TempDir private static Path home;

    @BeforeAll
    static void startServer() {
        S3Server.require();
    }

    @Test
    void every_difference_is_about_a_recorded_case() {
        Set<String> differences = new LinkedHashSet<>(BucketDifferences.ANSWERS.keySet());
        cases().forEach(recorded -> differences.remove(recorded.id()));
        assertEquals(Set.of(), differences);
    }

    @TestFactory
    Stream<DynamicTest> files_in_a_bucket() throws IOException {
        S3Server s3 = S3Server.require();
        String bucket = s3.bucket(home);
        s3.send("PUT", "/" + bucket + "/t1/p1/zero.bin", "");
        FakePlatform platform = FakePlatform.start();
        TestServer running =
                TestServer.start(
                        home,
                        """
                        base_url: %s
                        driver:
                          type: s3
                          options:
                            bucket: %s
                            region: eu-west-1
                            endpoint: %s
                            forcePathStyle: true
                            credentials: {accessKeyId: id, secretAccessKey: secret}
                        files:
                          max_body: 10MiB
                        """
                                .formatted(platform.baseUrl(), bucket, s3.url()));
        RecordedPlay play = new RecordedPlay(running.port(), home, platform);
        List<RecordedCase> cases = cases();
        assertFalse(cases.isEmpty());
        return cases.stream()
                .map(recorded ->
                        DynamicTest.dynamicTest(recorded.toString(), () -> check(play, recorded)))
                .onClose(() -> {
                    running.close();
                    platform.close();
                });
    }

    private static List<RecordedCase> cases() {
        return RecordedCase.all().stream()
                .filter(recorded -> recorded.server().equals("fs"))
                .filter(recorded -> recorded.area().startsWith("files-"))
                .filter(recorded -> !ServerDifferences.LEFT_OUT.containsKey(recorded.id()))
                .toList();
    }

    static void check(RecordedPlay play, RecordedCase recorded) throws IOException {
        RawClient.Answer answer = play.send(recorded);
        if (ServerDifferences.LISTINGS.contains(recorded.id())) {
            assertEquals(200, answer.status());
            return;
        }
        Optional<ServerDifferences.Answer> other =
                Optional.ofNullable(BucketDifferences.ANSWERS.get(recorded.id()))
                        .or(() -> ServerDifferences.answer(recorded.id()));
        assertEquals(
                other.map(ServerDifferences.Answer::status).orElseGet(recorded::status),
                answer.status(),
                () -> answer.text().substring(0, Math.min(300, answer.text().length())));
        if (!recorded.method().equals("HEAD")) {
            String expected =
                    other.map(ServerDifferences.Answer::body)
                            .orElseGet(() -> recorded.answer().orElse(""));
            assertEquals(
                    expected,
                    expected.startsWith("base64:")
                            ? RecordedPlay.base64(answer.body())
                            : answer.text());
        }
    }
}
