package io.flowkeep.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.http.RawClient;
import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.openapi.OpenApiCheck;
import io.flowkeep.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Every recorded case, sent over a socket to the whole server. What differs on purpose is in {@link
 * ServerDifferences}, which is asserted like the rest. All that is answered must be in the OpenAPI
 * document.
 */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RecordedServerTest {
    private static final OpenApiCheck DOCUMENT = new OpenApiCheck();
    @TempDir private static Path home;

    @Test
    void every_difference_is_about_a_recorded_case() {
        Set<String> differences = new LinkedHashSet<>(ServerDifferences.ids());
        RecordedCase.all().forEach(recorded -> differences.remove(recorded.id()));
        assertEquals(Set.of(), differences);
    }

    @TestFactory
    Stream<DynamicTest> folder_and_SQLite() throws IOException {
        Path folder = Files.createDirectories(home.resolve("fs"));
        return play(
                "fs",
                folder,
                """
                driver:
                  type: localfs
                  options:
                    root: var/root
                files:
                  max_body: 10MiB
                context:
                  type: db
                  options:
                    type: sqlite
                    storage: context.db
                """);
    }

    @TestFactory
    Stream<DynamicTest> memory() throws IOException {
        Path folder = Files.createDirectories(home.resolve("mem"));
        return play(
                "mem",
                folder,
                """
                driver:
                  type: memory
                  quota: 2000
                context:
                  type: db
                  quota: 2000
                  options:
                    type: sqlite
                    storage: ':memory:'
                """);
    }

    /** What was recorded with PostgreSQL beneath looks the same on the wire from SQLite. */
    @TestFactory
    Stream<DynamicTest> context_as_recorded_with_PostgreSQL() throws IOException {
        Path folder = Files.createDirectories(home.resolve("pg"));
        return play(
                "pg",
                folder,
                """
                driver:
                  type: localfs
                  options:
                    root: var/root
                context:
                  type: db
                """);
    }

    private static Stream<DynamicTest> play(String server, Path folder, String yaml)
            throws IOException {
        FakePlatform platform = FakePlatform.start();
        TestServer running =
                TestServer.start(folder, "base_url: " + platform.baseUrl() + "\n" + yaml);
        RecordedPlay play = new RecordedPlay(running.port(), folder, platform);
        play.prepare();
        List<RecordedCase> cases =
                RecordedCase.all().stream()
                        .filter(recorded -> recorded.server().equals(server))
                        .filter(recorded -> !ServerDifferences.LEFT_OUT.containsKey(recorded.id()))
                        .toList();
        assertFalse(cases.isEmpty());
        return cases.stream()
                .map(recorded ->
                        DynamicTest.dynamicTest(recorded.toString(), () -> check(play, recorded)))
                .onClose(() -> {
                    running.close();
                    platform.close();
                });
    }

    static void check(RecordedPlay play, RecordedCase recorded) throws IOException {
        play.between(recorded);
        RawClient.Answer answer = play.send(recorded);
        DOCUMENT.assertDescribed(
                recorded.method(),
                recorded.path(),
                answer.status(),
                answer.header("content-type").orElse(""),
                answer.body());
        if (ServerDifferences.LISTINGS.contains(recorded.id())) {
            assertEquals(200, answer.status());
            assertTrue(answer.text().startsWith("{\"path\":\"\",\"entries\":[{\"name\":"));
            return;
        }
        Optional<ServerDifferences.Answer> other = ServerDifferences.answer(recorded.id());
        assertEquals(
                other.map(ServerDifferences.Answer::status).orElseGet(recorded::status),
                answer.status(),
                () -> answer.text().substring(0, Math.min(300, answer.text().length())));
        if (!recorded.method().equals("HEAD")) {
            String expected =
                    other.map(ServerDifferences.Answer::body)
                            .orElseGet(() -> recorded.answer().orElse(""));
            if (expected.startsWith("base64:")) {
                assertEquals(expected, RecordedPlay.base64(answer.body()));
            } else {
                assertEquals(expected, answer.text());
            }
        }
        if (other.isEmpty()) {
            recorded.answerType()
                    .ifPresent(
                            type -> assertEquals(type, answer.header("content-type").orElse("")));
        }
        checkStored(play, recorded);
    }

    private static void checkStored(RecordedPlay play, RecordedCase recorded) throws IOException {
        JsonNode after = recorded.json().get("after");
        if (after == null || !recorded.area().startsWith("files-") || play.isInMemory()) {
            return;
        }
        Path file = play.file(recorded);
        if (ServerDifferences.storesNothing(recorded.id())) {
            assertFalse(Files.exists(file));
        } else if (after.isBoolean() || after.asString().equals("ENOENT")) {
            assertFalse(Files.exists(file));
        } else if (after.isNumber()) {
            assertEquals(after.longValue(), Files.size(file));
        } else if (after.asString().startsWith("./root/")) {
            Path recordedFile = play.inRoot(after.asString().substring("./root/".length()));
            assertTrue(Files.isRegularFile(recordedFile), () -> recordedFile + " is missing");
            assertEquals(
                    new String(recorded.body().orElseThrow(), StandardCharsets.UTF_8),
                    Files.readString(recordedFile));
        } else {
            assertEquals(after.asString(), Files.readString(file));
        }
    }
}
