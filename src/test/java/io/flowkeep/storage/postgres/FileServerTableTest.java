package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.context.ScopeTable.Row;
import io.flowkeep.faults.StoreCorrupt;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes and reads the file-server's own table. */
@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FileServerTableTest {
    @Parameter private Through through = Through.NOTHING;

    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-22T02:11:12.962123Z"));

    @TempDir Path folder;
    private OwnPostgres server;
    private PostgresDatabase database;

    @BeforeEach
    void prepare() throws Exception {
        server = OwnPostgres.create(through);
        database = server.open();
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
        server.close();
    }

    @Test
    void what_is_read_and_written_into_a_new_table_is_what_was_there() throws Exception {
        assertEquals(Optional.empty(), FileServerTable.find(database, CLOCK));
        FileServerFixture.fill(server, folder);
        List<String> form = FileServerFixture.form(server);
        List<String> rows = FileServerFixture.rows(server, "\"Contexts\"");
        FileServerTable original = FileServerTable.find(database, CLOCK).orElseThrow();
        assertEquals(44, original.count());
        List<Row> read = original.rows(0, 100);
        assertEquals(read.subList(10, 44), original.rows(read.get(9).id(), 100));
        assertEquals(read.subList(0, 3), original.rows(0, 3));

        database.prepare(PostgresSchema.CONTEXT);
        assertEquals(Optional.empty(), FileServerTable.find(database, CLOCK));
        FileServerTable made = FileServerTable.make(database, CLOCK);
        read.forEach(row -> made.write(row.project(), row.scope(), row.values()));
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
    void a_row_that_is_there_keeps_its_id_and_its_creation() throws Exception {
        FileServerFixture.fill(server, folder);
        FileServerTable table = FileServerTable.make(database, CLOCK);
        Row row = table.rows(0, 1).getFirst();
        String asked = "SELECT id || ' ' || \"createdAt\" FROM \"Contexts\" WHERE id = " + row.id();
        List<String> was = FileServerFixture.list(server, asked);
        table.write(row.project(), row.scope(), "{\"new\":1}");
        assertEquals(was, FileServerFixture.list(server, asked));
        assertEquals(Optional.of("{\"new\":1}"), table.values(row.project(), row.scope()));
        assertEquals(Optional.empty(), table.values(row.project(), "no scope"));
        assertEquals(44, table.count());
    }

    @Test
    void what_the_table_cannot_hold_is_refused_and_the_rest_stays() {
        FileServerTable table = FileServerTable.make(database, CLOCK);
        for (String scope : List.of("s".repeat(256), "\u0000")) {
            assertThrows(StoreCorrupt.class, () -> table.write("p", scope, "{}"));
        }
        table.write("p", "\ud83d\ude00".repeat(255), "{\"\\u0000\":\"\\ud800\"}");
        assertEquals(1, table.count());
    }

    @Test
    void something_else_of_that_name_is_left_alone() throws Exception {
        server.run("CREATE TABLE \"Contexts\" (id int)");
        assertTrue(FileServerTable.find(database, CLOCK).isEmpty());
        assertThrows(StoreCorrupt.class, () -> FileServerTable.make(database, CLOCK));
    }
}
