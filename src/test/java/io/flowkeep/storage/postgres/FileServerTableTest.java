package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.storage.postgres.FileServerTable.Row;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes and reads the file-server's own table. */
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FileServerTableTest {
    private static final Instant NOW = Instant.parse("2026-11-22T02:11:12.962123Z");

    @TempDir Path folder;
    private OwnPostgres server;
    private PostgresDatabase database;
    private FileServerTable table;

    @BeforeEach
    void prepare() throws Exception {
        server = OwnPostgres.create();
        database = server.open();
        table = new FileServerTable(database);
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
        server.close();
    }

    private List<Row> read(long afterId) {
        List<Row> rows = new ArrayList<>();
        table.read(
                afterId,
                (_, row) -> rows.add(row),
                id -> {
                    throw new AssertionError("unusable: " + id);
                });
        return rows;
    }

    private long write(List<Row> rows, boolean replace) {
        return table.write(
                rows.iterator(),
                row -> {
                    throw new AssertionError("unfit: " + row);
                },
                replace,
                NOW);
    }

    @Test
    void what_is_read_and_written_back_is_what_was_there() throws Exception {
        assertFalse(table.isThere());
        FileServerFixture.fill(server, folder);
        assertTrue(table.isThere());
        List<String> form = FileServerFixture.form(server);
        List<String> rows = FileServerFixture.rows(server, "\"Contexts\"");
        List<Row> read = read(0);
        assertEquals(rows, FileServerFixture.rows(server, "\"Contexts\""));
        assertEquals(form, FileServerFixture.form(server));
        assertEquals(44, write(read, true));
        assertEquals(rows, FileServerFixture.rows(server, "\"Contexts\""));
        assertEquals(form, FileServerFixture.form(server));
        assertEquals(
                List.of("2026-11-22T02:11:12.962+00:00"),
                FileServerFixture.list(
                        server,
                        "SELECT DISTINCT to_char(\"createdAt\" AT TIME ZONE 'UTC',"
                                + " 'YYYY-MM-DD\"T\"HH24:MI:SS.MS+00:00') FROM \"Contexts\""
                                + " WHERE \"createdAt\" = \"updatedAt\""));
        assertEquals(
                List.of("45"),
                FileServerFixture.list(server, "SELECT nextval('\"Contexts_id_seq\"')"));
    }

    @Test
    void after_a_take_over_the_table_can_be_made_again() throws Exception {
        FileServerFixture.fill(server, folder);
        List<String> form = FileServerFixture.form(server);
        List<String> rows = FileServerFixture.rows(server, "\"Contexts\"");
        List<Row> read = read(0);
        database.prepare(PostgresSchema.CONTEXT);
        assertEquals(44, write(read, false));
        assertEquals(rows, FileServerFixture.rows(server, "\"Contexts\""));
        assertEquals(form, FileServerFixture.form(server));
    }

    @Test
    void a_table_that_is_there_is_kept_unless_it_is_to_go() throws Exception {
        FileServerFixture.fill(server, folder);
        assertThrows(StoreCorrupt.class, () -> write(List.of(), false));
        assertEquals(44, FileServerFixture.rows(server, "\"Contexts\"").size());
        Iterator<Row> failing =
                new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public Row next() {
                        throw new IllegalStateException("the other store is away");
                    }
                };
        assertThrows(IllegalStateException.class, () -> table.write(failing, _ -> {}, true, NOW));
        assertEquals(44, FileServerFixture.rows(server, "\"Contexts\"").size());
    }

    @Test
    void what_the_table_cannot_hold_is_told() {
        List<String> unfit = new ArrayList<>();
        List<Row> rows =
                List.of(
                        new Row("p", "s".repeat(256), Map.of("k", "1")),
                        new Row("p", "\u0000", Map.of("k", "1")),
                        new Row("p", "\ud800", Map.of("k", "1")),
                        new Row("p", "\ud83d\ude00".repeat(255), Map.of("\u0000", "\"\\ud800\"")));
        assertEquals(1, table.write(rows.iterator(), row -> unfit.add(row.scope()), false, NOW));
        assertEquals(List.of("s".repeat(256), "\u0000", "\ud800"), unfit);
        assertEquals(List.of(rows.getLast()), read(0));
    }

    @Test
    void reading_goes_on_after_an_id_and_tells_of_unusable_rows() throws Exception {
        FileServerFixture.create(server);
        for (String values : List.of("{\"a\":1}", "[]", "{\"b\":2}")) {
            server.run(
                    "INSERT INTO \"Contexts\" (project, scope, \"values\", \"createdAt\","
                            + " \"updatedAt\") VALUES ('p', '"
                            + values
                            + "', '"
                            + values
                            + "', now(), now())");
        }
        List<Long> unusable = new ArrayList<>();
        List<String> read = new ArrayList<>();
        table.read(1, (id, row) -> read.add(id + " " + row.values()), unusable::add);
        assertEquals(List.of("3 {b=2}"), read);
        assertEquals(List.of(2L), unusable);
    }
}
