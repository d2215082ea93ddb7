package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowQuery.Sort;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.flows.SampleFlows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowsSchemaTest {
    @TempDir Path folder;

    @Test
    void a_new_file_is_brought_to_the_newest_version() throws IOException {
        long scripts;
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/flows"))) {
            scripts = files.count();
        }
        try (SqliteDatabase database = OpenSqliteFlows.database(folder)) {
            assertEquals(scripts, number(database, "PRAGMA user_version"));
            assertEquals(
                    scripts,
                    number(
                            database,
                            "SELECT count(*) FROM flyway_schema_history"
                                    + " WHERE success = 1 AND version >= 1"));
        }
    }

    @Test
    void a_migration_that_was_not_noted_is_not_run_again() {
        try (SqliteDatabase database = OpenSqliteFlows.database(folder)) {
            new SqliteFlowStore(database).insert(SampleFlows.owned(1, "a", "u1"), List.of());
            int _ = database.write(session -> session.execute("PRAGMA user_version = 0"));
        }
        try (SqliteDatabase database = OpenSqliteFlows.database(folder)) {
            assertEquals(
                    "a",
                    new SqliteFlowStore(database)
                            .find(SampleFlows.id(1), SampleFlows.ALL)
                            .orElseThrow()
                            .definition()
                            .text("name"));
            assertEquals(
                    SqliteSchema.FLOWS.sql().version(), number(database, "PRAGMA user_version"));
        }
    }

    @Test
    void the_flows_of_an_older_release_are_kept_and_searched_as_before() {
        FlowTuning indexing = new FlowTuning(0, 1, 1, 1);
        try (SqliteDatabase database = OpenSqliteFlows.database(folder)) {
            SqliteFlowStore store = new SqliteFlowStore(database, indexing);
            for (int number = 1; number <= 3; number++) {
                store.insert(
                        SampleFlows.owned(number, "flow " + number, "u1"),
                        SampleFlows.events("e" + number));
            }
            int _ =
                    database.write(session -> {
                        session.execute("DROP TABLE flow_search_stale");
                        session.execute("DELETE FROM flyway_schema_history WHERE version > 1");
                        return session.execute("PRAGMA user_version = 1");
                    });
        }
        try (SqliteDatabase database = OpenSqliteFlows.database(folder)) {
            assertEquals(
                    SqliteSchema.FLOWS.sql().version(), number(database, "PRAGMA user_version"));
            SqliteFlowStore store = new SqliteFlowStore(database);
            assertEquals(3, found(store, "flow"));
            assertEquals(3, new SqliteOutbox(database).counts(SampleFlows.NOON).waiting());
            var _ =
                    store.change(
                            SampleFlows.id(2),
                            SampleFlows.ALL,
                            _ -> Decision.remove("", List.of()));
            store.insert(SampleFlows.owned(4, "flow 4", "u1"), List.of());
            assertEquals(3, found(store, "flow"));
            assertEquals(0, found(store, "flow 2"));
            assertEquals(1, found(store, "flow 4"));
        }
    }

    private static long found(SqliteFlowStore store, String search) {
        return store.list(
                        new FlowQuery(
                                SampleFlows.ALL, "", "", "", "", search, Sort.NAME, false, 0, 10))
                .total();
    }

    @Test
    void a_newer_file_is_refused() {
        try (SqliteDatabase database = OpenSqliteFlows.database(folder)) {
            int _ = database.write(session -> session.execute("PRAGMA user_version = 99"));
        }
        assertThrows(StoreCorrupt.class, () -> OpenSqliteFlows.database(folder));
    }

    @Test
    void the_file_is_sound_by_its_own_rules() {
        try (SqliteDatabase database = OpenSqliteFlows.database(folder)) {
            SqliteFlowStore store = new SqliteFlowStore(database, new FlowTuning(0, 1, 1, 1));
            for (int number = 1; number <= 5; number++) {
                store.insert(
                        SampleFlows.owned(number, "flow", "u1"), SampleFlows.events("e" + number));
            }
            assertEquals(
                    List.of("ok"),
                    database.read(session ->
                            session.list("PRAGMA integrity_check", row -> row.getString(1))));
            assertEquals(
                    List.of(),
                    database.read(session ->
                            session.list("PRAGMA foreign_key_check", row -> row.getString(1))));
        }
    }

    private static long number(SqliteDatabase database, String sql) {
        return database.read(session -> session.find(sql, row -> row.getLong(1))).orElseThrow();
    }
}
