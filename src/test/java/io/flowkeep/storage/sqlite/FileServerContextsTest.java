package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.context.ContextStore.Decision;
import io.flowkeep.context.ContextStore.StoredScope;
import io.flowkeep.context.FileServerListings;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Takes over a real database of the file-server. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FileServerContextsTest {
    @TempDir Path folder;
    private Path file = Path.of("");

    @BeforeEach
    void copy_the_original() throws IOException {
        file = folder.resolve("context.db");
        try (InputStream original = fixture("ff-context.db")) {
            Files.copy(original, file);
        }
    }

    private static InputStream fixture(String name) {
        return Objects.requireNonNull(
                FileServerContextsTest.class.getResourceAsStream("/fixtures/" + name));
    }

    private SqliteDatabase open() {
        return SqliteDatabase.open(file, SqliteSchema.CONTEXT, SqliteSettings.durable());
    }

    private static SqliteContextStore store(SqliteDatabase database) {
        return new SqliteContextStore(database, InstantSource.fixed(Instant.EPOCH));
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Test
    void listings_are_as_the_file_server_gave_them() throws Exception {
        assertListed();
    }

    private void assertListed() throws IOException, JsonSyntaxException {
        try (SqliteDatabase database = open()) {
            FileServerListings.assertListedBy(store(database));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16le", "UTF-16be"})
    void a_file_in_another_of_its_encodings_is_no_different(String encoding) throws Exception {
        recode(encoding);
        assertListed();
        try (SqliteDatabase database = open()) {
            SqliteContextStore store = store(database);
            ProjectId p1 = new ProjectId("p1");
            assertEquals(store.recount(p1), store.characters(p1));
        }
    }

    /** Copies the database into one that keeps its texts otherwise. */
    private void recode(String encoding) throws Exception {
        Path other = folder.resolve("other.db");
        try (Connection from = DriverManager.getConnection("jdbc:sqlite:" + file);
                Connection to = DriverManager.getConnection("jdbc:sqlite:" + other);
                Statement reading = from.createStatement();
                Statement making = to.createStatement()) {
            making.execute("PRAGMA encoding = '" + encoding + "'");
            try (ResultSet made =
                    reading.executeQuery("SELECT sql FROM sqlite_master WHERE name = 'Contexts'")) {
                making.execute(made.getString(1));
            }
            try (ResultSet row =
                            reading.executeQuery(
                                    "SELECT id, project, scope, \"values\", createdAt, updatedAt"
                                            + " FROM Contexts ORDER BY id");
                    PreparedStatement copying =
                            to.prepareStatement(
                                    "INSERT INTO Contexts (id, project, scope, \"values\","
                                            + " createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?)")) {
                while (row.next()) {
                    for (int column = 1; column <= 6; column++) {
                        copying.setObject(column, row.getObject(column));
                    }
                    copying.executeUpdate();
                }
            }
        }
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void ids_and_times_are_kept_and_no_id_is_used_again() {
        try (SqliteDatabase database = open()) {
            SqliteContextStore store = store(database);
            ProjectId p1 = new ProjectId("p1");
            assertEquals(
                    List.of(2L, 3L, 6L, 7L, 8L, 9L, 11L, 12L),
                    store.page(p1, 0, 99, Long.MAX_VALUE).scopes().stream()
                            .map(StoredScope::id)
                            .toList());
            assertEquals(
                    List.of(Instant.parse("2026-11-22T02:11:12.962Z").toEpochMilli()),
                    database.read(s ->
                            s.list(
                                    "SELECT created_at FROM context_scopes WHERE id = 2",
                                    row -> row.getLong(1))));
            boolean _ =
                    store.<Boolean>change(
                            p1,
                            Scope.parse("new"),
                            Set.of("k"),
                            _ ->
                                    new Decision<>(
                                            true,
                                            new ScopeChange.Some(Set.of(), Map.of("k", "1"))));
            assertEquals(229, store.page(p1, 12, 99, Long.MAX_VALUE).scopes().getFirst().id());
        }
    }

    @Test
    void the_original_table_stays_under_another_name() {
        try (SqliteDatabase database = open()) {
            assertEquals(
                    List.of(44),
                    database.read(s ->
                            s.list(
                                    "SELECT count(*) FROM Contexts_taken_over",
                                    row -> row.getInt(1))));
        }
        open().close(); // a second start finds nothing to do
    }

    @Test
    void odd_rows_are_left_behind_or_borne() throws Exception {
        String insert = "INSERT INTO Contexts VALUES (";
        String times = ", '2026-01-01 00:00:00.000 +00:00', 'long ago')";
        sql(
                insert + "301, 'odd', 'a.flow', '{}'" + times,
                insert + "302, 'odd', 'b.flow', 'no json'" + times,
                insert + "303, 'odd', 'c.flow', '[1,2]'" + times,
                insert + "304, 'odd', 'n:f', '{\"__proto__\":{\"x\":1},\"k\":1}'" + times,
                insert + "305, 'odd', 'f.nodes.n', '{\"k\":2}'" + times,
                insert + "306, 'odd', 'h.flow', '{\"a\\ud83d\":{\"\\ude00b\":1}}'" + times);
        try (SqliteDatabase database = open()) {
            SqliteContextStore store = store(database);
            assertEquals(
                    "{\"meta\":{},\"count\":4,\"data\":[{\"scope\":\"a\",\"values\":{}},"
                            + "{\"scope\":\"n:f\",\"values\":{\"__proto__\":{\"x\":1},\"k\":1}},"
                            + "{\"scope\":\"n:f\",\"values\":{\"k\":2}},"
                            + "{\"scope\":\"h\",\"values\":{\"a\\ud83d\":{\"\\ude00b\":1}}}]}",
                    Json.text(FileServerListings.listed(store, "odd")));
            ProjectId odd = new ProjectId("odd");
            assertEquals(store.recount(odd), store.characters(odd));
        }
    }

    @Test
    void an_interrupted_take_over_begins_anew() throws Exception {
        sql("CREATE TABLE Contexts_taken_over (in_the_way INTEGER)");
        assertThrows(StoreFault.class, this::open);
        sql("DROP TABLE Contexts_taken_over");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM context_scopes")) {
            assertTrue(rows.next());
            assertEquals(0, rows.getInt(1));
        }
        assertListed();
    }
}
