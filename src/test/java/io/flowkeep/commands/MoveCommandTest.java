package io.flowkeep.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.Scope;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.sqlite.SqliteContextStore;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.testing.MovingHouse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Context through whole commands, and what all commands have in common. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MoveCommandTest {
    private static final int SCOPES = 44;
    private static final String ROWS =
            "SELECT project || ' ' || scope || ' ' || \"values\" FROM Contexts ORDER BY project,"
                    + " id";
    private static final String SCHEMA = "SELECT sql FROM sqlite_schema ORDER BY name";

    @TempDir Path home;
    private Path original = Path.of("");
    private MovingHouse house = new MovingHouse(Path.of(""), "");

    @BeforeEach
    void copy_the_original() throws IOException {
        original = home.resolve("original.db");
        try (InputStream in =
                Objects.requireNonNull(
                        MoveCommandTest.class.getResourceAsStream("/fixtures/ff-context.db"))) {
            Files.copy(in, original);
        }
        house = new MovingHouse(home, "{context: {type: db, options: {storage: kept.db}}}");
    }

    private String at(String scheme, String file) {
        return scheme + ":" + home.resolve(file);
    }

    private List<String> query(String file, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + home.resolve(file));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(String.valueOf(result.getString(1)));
            }
        }
        return rows;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.map(each -> home.relativize(each).toString()).sorted().toList();
        }
    }

    private void done(int code) {
        assertEquals(0, code, house.said());
    }

    @Test
    void context_goes_round_and_comes_back_to_the_file_server_as_it_was() throws Exception {
        byte[] before = Files.readAllBytes(original);
        done(
                house.run(
                        "import",
                        "context",
                        "--from",
                        at("sqlite", "original.db"),
                        "--to",
                        at("sqlite", "own.db")));
        String sum = house.sum();
        done(
                house.run(
                        "export",
                        "context",
                        "--from",
                        at("sqlite", "own.db"),
                        "--to",
                        at("ndjson", "lines")));
        assertEquals(sum, house.sum());
        done(
                house.run(
                        "export",
                        "context",
                        "--form",
                        "file-server",
                        "--from",
                        at("ndjson", "lines"),
                        "--to",
                        at("sqlite", "back.db")));
        assertEquals(sum, house.sum());
        assertEquals(query("original.db", ROWS), query("back.db", ROWS));
        assertEquals(query("original.db", SCHEMA), query("back.db", SCHEMA));
        assertEquals(List.of("0"), query("back.db", "PRAGMA user_version"));
        assertEquals(List.of("delete"), query("back.db", "PRAGMA journal_mode"));
        String time = query("back.db", "SELECT createdAt FROM Contexts").getFirst();
        assertTrue(
                time.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\+00:00"), time);
        assertArrayEquals(before, Files.readAllBytes(original));
        assertEquals(
                List.of("back.db", "lines", "original.db", "own.db"),
                files().stream().filter(name -> !name.isEmpty()).toList());
    }

    @Test
    void the_configured_store_is_meant_unless_another_is_named() throws Exception {
        done(house.run("import", "context", "--from", at("sqlite", "original.db")));
        done(house.run("export", "context", "--to", "-"));
        assertEquals(SCOPES, new String(house.out(), UTF_8).lines().count());
        assertTrue(house.said().contains("not checked"), house.said());
    }

    @Test
    void a_pipe_from_one_to_the_other_carries_everything() {
        done(house.run("export", "context", "--from", at("sqlite", "original.db"), "--to", "-"));
        done(house.given(house.out()).run("import", "context", "--from", "-"));
        assertTrue(house.said().contains(SCOPES + " moved"), house.said());
    }

    @Test
    void a_server_may_run_on_the_same_database() {
        try (SqliteDatabase open =
                SqliteDatabase.open(
                        home.resolve("own.db"), SqliteSchema.CONTEXT, SqliteSettings.durable())) {
            ContextStore store = new SqliteContextStore(open, InstantSource.fixed(Instant.EPOCH));
            done(
                    house.run(
                            "import",
                            "context",
                            "--from",
                            at("sqlite", "original.db"),
                            "--to",
                            at("sqlite", "own.db")));
            ProjectId project = new ProjectId("pc");
            assertTrue(store.values(project, Scope.parse("global"), Set.of("k")).isPresent());
            assertEquals(store.recount(project), store.characters(project));
        }
    }

    @Test
    void a_second_run_finds_everything_there() {
        done(house.run("import", "context", "--from", at("sqlite", "original.db")));
        done(house.run("import", "context", "--from", at("sqlite", "original.db")));
        assertTrue(house.said().contains("0 moved, " + SCOPES + " already there"), house.said());
    }

    @Test
    void a_dry_run_writes_nothing() throws Exception {
        List<String> before = files();
        done(house.run("import", "context", "--from", at("sqlite", "original.db"), "--dry-run"));
        assertTrue(house.said().contains(SCOPES + " to move"), house.said());
        done(
                house.run(
                        "export",
                        "context",
                        "--from",
                        at("sqlite", "original.db"),
                        "--dry-run",
                        "--to",
                        at("ndjson", "lines")));
        done(
                house.run(
                        "export",
                        "context",
                        "--from",
                        at("sqlite", "original.db"),
                        "--dry-run",
                        "--form",
                        "file-server",
                        "--to",
                        at("sqlite", "back.db")));
        assertEquals(before, files());
    }

    @Test
    void what_differs_is_skipped_and_reported_or_replaced() throws Exception {
        Path lines = home.resolve("a.ndjson");
        String one = "{\"project\":\"p\",\"scope\":\"global\",\"values\":{\"a\":%d}}\n";
        Files.writeString(lines, one.formatted(1));
        done(house.run("import", "context", "--from", lines.toString()));
        Files.writeString(lines, one.formatted(2) + "broken\n");
        Path report = home.resolve("report");
        assertEquals(
                1,
                house.run(
                        "import",
                        "context",
                        "--from",
                        lines.toString(),
                        "--report",
                        report.toString()));
        assertTrue(house.said().contains("skipped p/global: exists in the target"), house.said());
        assertTrue(house.said().contains("skipped line 2: not JSON"), house.said());
        List<String> reported = Files.readAllLines(report);
        assertEquals(3, reported.size());
        assertEquals(
                "{\"skipped\":\"line 2\",\"reason\":\"not JSON at offset 0\"}", reported.get(1));
        assertTrue(reported.get(2).contains("\"skipped\":2"), reported.get(2));
        assertEquals(1, house.run("import", "context", "--from", lines.toString(), "--replace"));
        assertTrue(house.said().contains("1 replaced, 1 skipped"), house.said());
        done(house.run("export", "context", "--to", "-"));
        assertEquals(one.formatted(2), new String(house.out(), UTF_8));
    }

    @Test
    void an_empty_scope_is_not_kept_silently() throws Exception {
        Path lines = home.resolve("a.ndjson");
        Files.writeString(lines, "{\"project\":\"p\",\"scope\":\"global\",\"values\":{}}\n");
        assertEquals(1, house.run("import", "context", "--from", lines.toString()));
        assertTrue(house.said().contains("an empty scope"), house.said());
    }

    @Test
    void rows_of_the_file_server_that_are_broken_are_named() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + original);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE Contexts SET \"values\" = '{\"a\":' WHERE id = 12");
            statement.execute("UPDATE Contexts SET project = '../p' WHERE id = 39");
        }
        assertEquals(1, house.run("import", "context", "--from", at("sqlite", "original.db")));
        assertTrue(
                house.said().contains("skipped row 12 (p1/s9.flow): the values are not JSON"),
                house.said());
        assertTrue(house.said().contains("'../p' is no id of a project"), house.said());
        assertTrue(house.said().contains((SCOPES - 2) + " moved"), house.said());
    }

    @Test
    void an_existing_file_is_overwritten_only_on_request() throws Exception {
        Path lines = home.resolve("a.ndjson");
        Files.writeString(lines, "mine\n");
        String[] export = {
            "export", "context", "--from", at("sqlite", "original.db"), "--to", lines.toString()
        };
        assertEquals(2, house.run(export));
        assertEquals("mine\n", Files.readString(lines));
        String[] replacing =
                Stream.concat(Stream.of(export), Stream.of("--replace")).toArray(String[]::new);
        done(house.run(replacing));
        assertEquals(SCOPES, Files.readAllLines(lines).size());
    }

    @Test
    void an_interrupted_export_is_taken_up_by_the_same_command() throws Exception {
        Path lines = home.resolve("a.ndjson");
        String[] export = {
            "export", "context", "--from", at("sqlite", "original.db"), "--to", lines.toString()
        };
        done(house.run(export));
        List<String> whole = Files.readAllLines(lines);
        String begun = String.join("\n", whole.subList(0, 3)) + "\n";
        Files.writeString(lines, begun + "{\"project\":\"torn");
        Files.writeString(
                home.resolve("a.ndjson.flowkeep-move"),
                journal(whole.subList(0, 3), begun.length(), lines));
        done(house.run(export));
        assertTrue(house.said().contains("going on after 3 scopes"), house.said());
        assertEquals(whole, Files.readAllLines(lines));
        assertFalse(files().contains("a.ndjson.flowkeep-move"));
    }

    private String journal(List<String> lines, int length, Path to) throws Exception {
        StringBuilder journal = new StringBuilder();
        journal.append("{\"move\":\"context from sqlite:").append(original);
        journal.append(" to ndjson:").append(to).append(" (ADD)\",\"format\":1}\n");
        List<String> ids = query("original.db", "SELECT id FROM Contexts ORDER BY id");
        List<String> keys =
                query("original.db", "SELECT project || '/' || scope FROM Contexts ORDER BY id");
        for (int i = 0; i < lines.size(); i++) {
            journal.append("{\"at\":\"").append(ids.get(i));
            journal.append("\",\"key\":\"").append(keys.get(i));
            journal.append("\",\"did\":\"MOVED\",\"sha256\":\"").append(sha256(lines.get(i)));
            journal.append("\"}\n");
        }
        return journal.append("{\"saved\":").append(length).append("}\n").toString();
    }

    private static String sha256(String text) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(
                        java.security.MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(UTF_8)));
    }

    @Test
    void misuse_is_told_from_failure() throws Exception {
        assertEquals(2, house.run("import", "context"));
        assertTrue(house.said().contains("say where with --from"), house.said());
        assertEquals(2, house.run("export", "cats", "--to", "-"));
        assertEquals(2, house.run("import", "context", "--from", "nowhere"));
        assertEquals(2, house.run("import", "context", "--from", at("sqlite", "missing.db")));
        assertEquals(2, house.run("import", "flows", "--from", at("tar", "a")));
        assertEquals(2, house.run("export", "flows", "--to", "-"));
        assertTrue(house.said().contains("the configuration keeps no flows"), house.said());
        assertEquals(
                2,
                house.run(
                        "export",
                        "context",
                        "--from",
                        at("sqlite", "kept.db"),
                        "--to",
                        at("sqlite", "kept.db")));
        assertEquals(
                2,
                house.run(
                        "import",
                        "context",
                        "--from",
                        at("sqlite", "own.db"),
                        "--to",
                        at("sqlite", "original.db")));
        assertEquals(
                2,
                house.run(
                        "export",
                        "flows",
                        "--form",
                        "file-server",
                        "--to",
                        at("sqlite", "original.db")));
        assertEquals(2, house.run("export", "context", "--to", "-", "--report"));
        Files.writeString(home.resolve("no.db"), "this is no database, but it is long enough");
        assertEquals(1, house.run("import", "context", "--from", at("sqlite", "no.db")));
        assertEquals(Optional.empty(), Optional.of(house.said()).filter(s -> s.contains("\tat ")));
    }

    @Test
    void no_password_is_printed() {
        String address = "mongodb://user:hush@127.0.0.1:1/db";
        assertEquals(
                1, house.run("import", "flows", "--from", address, "--to", at("ndjson", "lines")));
        assertFalse(house.said().contains("hush"), house.said());
        assertTrue(house.said().contains("user:***@127.0.0.1"), house.said());
    }
}
