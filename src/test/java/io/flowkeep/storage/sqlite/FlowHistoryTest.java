package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.faults.Durability;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.storage.FlowHistory;
import io.flowkeep.testing.Property;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Random histories: SQLite lists what memory lists, and its counts are what a recount finds. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowHistoryTest {
    private static final List<FlowTuning> TUNINGS =
            List.of(
                    FlowTuning.USUAL,
                    new FlowTuning(0, 1, 1, 1),
                    new FlowTuning(3, 4, 2, 400),
                    new FlowTuning(0, 4, 1, 100_000),
                    new FlowTuning(1_000, 3, 1, 150));

    private static Path folder = Path.of("");
    private static Path empty = Path.of("");

    @BeforeAll
    static void migrateOnce() throws IOException {
        folder = Files.createTempDirectory("flow-history");
        empty = folder.resolve("empty.db");
        SqliteDatabase.open(empty, SqliteSchema.FLOWS, SqliteSettings.durable()).close();
    }

    @AfterAll
    static void cleanUp() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void stores_agree_and_counts_are_right() {
        Property.check(25, RandomGenerator::nextLong, FlowHistoryTest::play);
    }

    private static void play(long seed) {
        Random chance = new Random(seed);
        try (SqliteDatabase database = copy()) {
            FlowStore sqlite = new SqliteFlowStore(database, FlowHistory.any(chance, TUNINGS));
            FlowHistory.usual().play(chance, sqlite, () -> assertCountsAreRight(database));
            assertNothingIsLeft(database);
        }
    }

    private static SqliteDatabase copy() {
        try {
            Path file = Files.createTempFile(folder, "copy", ".db");
            Files.write(file, Files.readAllBytes(empty));
            return SqliteDatabase.open(
                    file, SqliteSchema.FLOWS, SqliteSettings.durable().with(Durability.OS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertCountsAreRight(SqliteDatabase database) {
        assertEquals(
                rows(
                        database,
                        "SELECT list, status, type, count(*) FROM list_entries"
                                + " GROUP BY list, status, type ORDER BY list, status, type"),
                rows(
                        database,
                        "SELECT list, status, type, n FROM list_counts WHERE n > 0"
                                + " ORDER BY list, status, type"));
        assertEquals(
                rows(
                        database,
                        "SELECT f.owner_set, e.status, e.type, count(*) FROM list_entries e"
                                + " JOIN flows f ON f.flow = e.flow WHERE e.list = 0"
                                + " GROUP BY f.owner_set, e.status, e.type ORDER BY 1, 2, 3"),
                rows(
                        database,
                        "SELECT owner_set, status, type, n FROM owner_set_counts WHERE n > 0"
                                + " ORDER BY 1, 2, 3"));
        assertEquals(
                rows(
                        database,
                        "SELECT l.id, (SELECT count(*) FROM owner_set_lists m"
                                + " WHERE m.list = l.id), l.indexed, 0 FROM lists l ORDER BY 1"),
                rows(database, "SELECT id, sets, indexed, 0 FROM lists ORDER BY 1"));
        assertEquals(
                List.of(),
                rows(
                        database,
                        "SELECT e.list, e.flow, e.indexed, l.indexed FROM list_entries e"
                                + " JOIN lists l ON l.id = e.list"
                                + " WHERE e.indexed <> l.indexed"));
        assertEquals(
                rows(
                        database,
                        "SELECT flow, 0, 0, 0 FROM flow_texts WHERE indexed = 1 UNION ALL SELECT"
                                + " flow, 0, 0, 0 FROM flow_search_stale ORDER BY 1"),
                rows(database, "SELECT id, 0, 0, 0 FROM flow_search_docsize ORDER BY 1"));
    }

    private static List<String> rows(SqliteDatabase database, String sql) {
        return database.read(session ->
                session.list(
                        sql,
                        row ->
                                row.getLong(1)
                                        + " "
                                        + row.getLong(2)
                                        + " "
                                        + row.getLong(3)
                                        + " "
                                        + row.getLong(4)));
    }

    private static void assertNothingIsLeft(SqliteDatabase database) {
        assertCountsAreRight(database);
        for (String table :
                List.of(
                        "flows",
                        "definitions",
                        "runs",
                        "flow_texts",
                        "list_entries",
                        "owner_sets",
                        "owner_set_lists",
                        "owner_set_counts")) {
            assertEquals(
                    List.of("0 0 0 0"),
                    rows(database, "SELECT count(*), 0, 0, 0 FROM " + table),
                    table);
        }
        assertEquals(List.of("2 0 0 0"), rows(database, "SELECT count(*), 0, 0, 0 FROM lists"));
    }
}
