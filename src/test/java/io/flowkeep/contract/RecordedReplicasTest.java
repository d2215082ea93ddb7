package io.flowkeep.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.storage.postgres.OwnPostgres;
import io.flowkeep.storage.postgres.Through;
import io.flowkeep.storage.s3.S3Server;
import io.flowkeep.testing.TestReplicas;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was recorded of one server is answered the same by three, on one PostgreSQL and one bucket,
 * of which each request may meet another.
 */
@Tag("slow")
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RecordedReplicasTest {
    @TempDir private static Path home;

    @TestFactory
    Stream<DynamicTest> files_on_three_servers() {
        return play(
                "files",
                recorded -> recorded.server().equals("fs") && recorded.area().startsWith("files-"),
                RecordedBucketTest::check);
    }

    @TestFactory
    Stream<DynamicTest> context_on_three_servers() {
        return play("context", isContext("fs"), RecordedServerTest::check);
    }

    @TestFactory
    Stream<DynamicTest> context_as_recorded_with_PostgreSQL_on_three_servers() {
        return play("pg", isContext("pg"), RecordedServerTest::check);
    }

    @TestFactory
    Stream<DynamicTest> context_as_recorded_with_PostgreSQL_on_three_servers_and_a_pooler() {
        return play("pooled", isContext("pg"), RecordedServerTest::check, Through.A_POOLER);
    }

    private static Predicate<RecordedCase> isContext(String server) {
        return recorded -> recorded.server().equals(server) && recorded.area().startsWith("ctx-");
    }

    private interface Check {
        void check(RecordedPlay play, RecordedCase recorded) throws Exception;
    }

    private static Stream<DynamicTest> play(
            String folder, Predicate<RecordedCase> which, Check check) {
        return play(folder, which, check, Through.NOTHING);
    }

    private static Stream<DynamicTest> play(
            String folder, Predicate<RecordedCase> which, Check check, Through through) {
        S3Server s3 = S3Server.require();
        String bucket = s3.bucket(home.resolve(home.getFileName() + folder));
        s3.send("PUT", "/" + bucket + "/t1/p1/zero.bin", "");
        OwnPostgres postgres = OwnPostgres.orSkipped(through);
        FakePlatform platform = FakePlatform.start();
        TestReplicas servers =
                TestReplicas.start(3, home.resolve(folder), yaml(platform, postgres, s3, bucket));
        RecordedPlay play = new RecordedPlay(servers.port(), home.resolve(folder), platform);
        List<RecordedCase> cases =
                RecordedCase.all().stream()
                        .filter(which)
                        .filter(recorded -> !ServerDifferences.LEFT_OUT.containsKey(recorded.id()))
                        .toList();
        assertFalse(cases.isEmpty());
        return cases.stream()
                .map(recorded ->
                        DynamicTest.dynamicTest(
                                recorded.toString(), () -> check.check(play, recorded)))
                .onClose(() -> {
                    servers.close();
                    platform.close();
                    postgres.drop();
                });
    }

    private static String yaml(
            FakePlatform platform, OwnPostgres postgres, S3Server s3, String bucket) {
        return """
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
        context:
          type: sequelize
          options: {type: postgres, %s}
        """
                .formatted(platform.baseUrl(), bucket, s3.url(), postgres.keys());
    }
}
