package io.flowkeep.context.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.context.ContextQuota;
import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextValues;
import io.flowkeep.context.Scope;
import io.flowkeep.contract.RecordedCase;
import io.flowkeep.http.Reply;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.json.Json;
import io.flowkeep.storage.sqlite.SqliteContextStore;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plays the recorded context cases in their order. PostgreSQL's are the same as SQLite's, on the
 * wire and in what is stored, so they are played on SQLite too; {@link RecordedPostgresContextTest}
 * plays both on PostgreSQL.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RecordedContextTest {
    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> the_cases_recorded_with_sqlite() {
        return play("fs", file(), ContextQuota.NONE);
    }

    @TestFactory
    Stream<DynamicTest> the_cases_recorded_with_postgresql() {
        return play("pg", file(), ContextQuota.NONE);
    }

    @TestFactory
    Stream<DynamicTest> the_cases_recorded_in_memory() {
        return play(
                "mem",
                SqliteDatabase.inMemory(SqliteSchema.CONTEXT, SqliteSettings.durable()),
                new ContextQuota(2000));
    }

    @Test
    void every_difference_is_about_a_recorded_case() {
        Set<String> differences = new LinkedHashSet<>(Differences.ids());
        RecordedCase.all().forEach(recorded -> differences.remove(recorded.id()));
        assertEquals(Set.of(), differences);
    }

    private SqliteDatabase file() {
        return SqliteDatabase.open(
                folder.resolve("context.db"), SqliteSchema.CONTEXT, SqliteSettings.durable());
    }

    private static Stream<DynamicTest> play(
            String server, SqliteDatabase database, ContextQuota quota) {
        return play(
                        server,
                        new SqliteContextStore(database, InstantSource.fixed(Instant.EPOCH)),
                        quota)
                .onClose(database::close);
    }

    /** The cases recorded with a server, played on a fresh store, which stays the caller's. */
    static Stream<DynamicTest> play(String server, ContextStore store, ContextQuota quota) {
        RoutedContext routes =
                new RoutedContext(
                        new ContextRoutes(
                                new ContextValues(store),
                                new ProjectGate(new FakeAuthority()),
                                new ContextRoutes.Limits(
                                        quota, ContextRoutes.Limits.DEFAULT_BODY_BYTES)));
        List<RecordedCase> cases =
                RecordedCase.all().stream()
                        .filter(recorded -> recorded.server().equals(server))
                        .filter(recorded -> recorded.area().startsWith("ctx-"))
                        .filter(recorded -> !Differences.LEFT_OUT.containsKey(recorded.id()))
                        .toList();
        assertFalse(cases.isEmpty());
        return cases.stream()
                .map(recorded ->
                        DynamicTest.dynamicTest(
                                recorded.toString(), () -> check(routes, store, recorded)));
    }

    private static void check(RoutedContext routes, ContextStore store, RecordedCase recorded) {
        Optional.ofNullable(Differences.BETWEEN.get(recorded.id()))
                .ifPresent(
                        body -> assertEquals(200, routes.post("/v1/context/p1/s7", body).status()));
        if (Differences.DELETED_BEFORE.contains(recorded.id())) {
            store.delete(project(recorded), scope(recorded));
        }
        Reply reply = routes.answer(recorded);
        Optional<Differences.Answer> other =
                Optional.ofNullable(Differences.ANSWERS.get(recorded.id()));
        assertEquals(
                other.map(Differences.Answer::status).orElse(recorded.status()), reply.status());
        if (!recorded.method().equals("HEAD")) {
            assertEquals(
                    other.map(Differences.Answer::body).orElse(recorded.answer().orElse("")),
                    text(reply));
        }
        recorded.answerType().ifPresent(type -> assertEquals(type, header(reply, "content-type")));
        recorded.after()
                .ifPresent(after ->
                        assertEquals(
                                Differences.AFTER.getOrDefault(recorded.id(), after),
                                stored(store, recorded, after)));
    }

    private static String stored(ContextStore store, RecordedCase recorded, String after) {
        ProjectId project = project(recorded);
        if (!after.startsWith("{")) {
            assertEquals(store.recount(project), store.characters(project));
            return String.valueOf(store.characters(project));
        }
        Scope scope = scope(recorded);
        Set<String> names = new LinkedHashSet<>(store.names(project, scope));
        Map<String, String> values = store.values(project, scope, names).orElseThrow();
        ObjectNode row = Json.object();
        names.forEach(name -> row.set(name, Json.written(values.getOrDefault(name, "absent"))));
        return Json.text(row);
    }

    private static ProjectId project(RecordedCase recorded) {
        return new ProjectId(recorded.path().split("[/?]", -1)[3]);
    }

    private static Scope scope(RecordedCase recorded) {
        return Scope.parse(recorded.path().replace("/cache/", "/").split("[/?]", -1)[4]);
    }

    private static String text(Reply reply) {
        return switch (reply.content()) {
            case Reply.Content.Empty _ -> "";
            case Reply.Content.Bytes(var bytes) -> new String(bytes, StandardCharsets.UTF_8);
            default -> throw new AssertionError("unexpected content");
        };
    }

    private static String header(Reply reply, String name) {
        return reply.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Reply.Header::value)
                .min(Comparator.naturalOrder())
                .orElse("");
    }
}
