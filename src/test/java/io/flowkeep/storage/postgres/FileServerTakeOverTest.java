package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextStore.Decision;
import io.flowkeep.context.ContextStore.StoredScope;
import io.flowkeep.context.FileServerListings;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.json.Json;
import io.flowkeep.text.Secret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Takes over a file-server's database. */
@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FileServerTakeOverTest {
    @Parameter private Through through = Through.NOTHING;

    private static final String TIMES = ", '2026-01-01 00:00:00.5+00', '2026-01-02 00:00:00+00')";

    @TempDir Path folder;
    private OwnPostgres server;

    @BeforeEach
    void prepare() throws Exception {
        server = OwnPostgres.create(through);
    }

    @AfterEach
    void drop() throws Exception {
        server.close();
    }

    private PostgresDatabase open() {
        PostgresDatabase database = server.open();
        try {
            database.prepare(PostgresSchema.CONTEXT);
            return database;
        } catch (StoreFault e) {
            database.close();
            throw e;
        }
    }

    private static ContextStore store(PostgresDatabase database) {
        return new PostgresContextStore(database, InstantSource.fixed(Instant.EPOCH));
    }

    private void assertListed() throws Exception {
        try (PostgresDatabase database = open()) {
            FileServerListings.assertListedBy(store(database));
        }
    }

    @Test
    void listings_are_as_the_file_server_gave_them() throws Exception {
        FileServerFixture.fill(server, folder);
        assertListed();
        assertListed(); // a second start finds nothing to do
    }

    @Test
    void ids_and_times_are_kept_and_no_id_is_used_again() throws Exception {
        FileServerFixture.fill(server, folder);
        try (PostgresDatabase database = open()) {
            ContextStore store = store(database);
            ProjectId p1 = new ProjectId("p1");
            assertEquals(
                    List.of(2L, 3L, 6L, 7L, 8L, 9L, 11L, 12L),
                    store.page(p1, 0, 99, Long.MAX_VALUE).scopes().stream()
                            .map(StoredScope::id)
                            .toList());
            assertEquals(
                    List.of(
                            String.valueOf(
                                    Instant.parse("2026-11-22T02:11:12.962Z").toEpochMilli())),
                    FileServerFixture.list(
                            server, "SELECT created_at FROM flowkeep.context_scopes WHERE id = 2"));
            set(store, p1);
            assertEquals(
                    FileServerFixture.LAST_ID + 1,
                    store.page(p1, 12, 99, Long.MAX_VALUE).scopes().getFirst().id());
        }
    }

    private static void set(ContextStore store, ProjectId project) {
        boolean _ =
                store.<Boolean>change(
                        project,
                        Scope.parse("new"),
                        Set.of("k"),
                        _ ->
                                new Decision<>(
                                        true, new ScopeChange.Some(Set.of(), Map.of("k", "1"))));
    }

    @Test
    void the_original_table_stays_under_another_name() throws Exception {
        FileServerFixture.fill(server, folder);
        List<String> rows = FileServerFixture.rows(server, "\"Contexts\"");
        assertEquals(44, rows.size());
        open().close();
        assertEquals(rows, FileServerFixture.rows(server, "\"Contexts_taken_over\""));
        assertEquals(
                List.of(
                        "Contexts_taken_over",
                        "Contexts_taken_over_id_seq",
                        "Contexts_taken_over_pkey",
                        "Contexts_taken_over_project_scope_key"),
                FileServerFixture.list(
                        server,
                        "SELECT relname FROM pg_class WHERE relname LIKE 'Contexts%' ORDER BY 1"));
    }

    @Test
    void an_empty_database_and_a_table_of_somebody_else_are_left_alone() throws Exception {
        server.run("CREATE TABLE \"Contexts\" (id int, note text)");
        try (PostgresDatabase database = open()) {
            set(store(database), new ProjectId("p"));
        }
        assertEquals(
                List.of("0"), FileServerFixture.list(server, "SELECT count(*) FROM \"Contexts\""));
    }

    @Test
    void the_roles_search_path_says_where_the_table_is() throws Exception {
        server.run("CREATE SCHEMA other");
        server.run("ALTER DATABASE " + server.address().database() + " SET search_path = other");
        FileServerFixture.fill(server, folder);
        assertListed();
        assertEquals(44, FileServerFixture.rows(server, "other.\"Contexts_taken_over\"").size());
    }

    @Test
    void odd_rows_are_left_behind_or_borne() throws Exception {
        FileServerFixture.create(server);
        String longScope = "s".repeat(250) + ".flow";
        String[] rows = {
            "1, 'odd', 'a.flow', '{}'",
            "2, 'odd', 'b.flow', '\"a text\"'",
            "3, 'odd', 'c.flow', '[1,2]'",
            "4, 'odd', 'n:f', '{\"__proto__\":{\"x\":1},\"k\":\"\\u0000\\ud800\","
                    + "\"a\\ud83d\":{\"\\ude00b\":1}}'",
            "5, 'odd', 'f.nodes.n', '{ \"10\": 1.50, \"2\" :[ ] }'",
            "6, 'odd', 'd.flow', '" + "[".repeat(600) + "]".repeat(600) + "'",
            "7, '../no id', 'd.flow', '{\"k\":1}'",
            "8, repeat('\u2603', 255), '" + longScope + "', '{\"\\u0000\":\"" + longScope + "\"}'"
        };
        for (String row : rows) {
            server.run("INSERT INTO \"Contexts\" VALUES (" + row + TIMES);
        }
        try (PostgresDatabase database = open()) {
            ContextStore store = store(database);
            assertEquals(
                    "{\"meta\":{},\"count\":3,\"data\":[{\"scope\":\"a\",\"values\":{}},"
                            + "{\"scope\":\"n:f\",\"values\":{\"__proto__\":{\"x\":1},"
                            + "\"k\":\"\\u0000\\ud800\",\"a\\ud83d\":{\"\\ude00b\":1}}},"
                            + "{\"scope\":\"n:f\",\"values\":{\"2\":[],\"10\":1.5}}]}",
                    Json.text(FileServerListings.listed(store, "odd")));
            ProjectId odd = new ProjectId("odd");
            assertEquals(store.recount(odd), store.characters(odd));
            assertEquals(List.of(odd), store.projects("", 10));
            set(store, odd);
            assertEquals(9, store.page(odd, 5, 9, 9).scopes().getFirst().id());
        }
        assertEquals(
                List.of("2", "3", "6"),
                FileServerFixture.list(
                        server,
                        "SELECT id FROM \"Contexts_taken_over\" t WHERE NOT EXISTS (SELECT 1 FROM"
                                + " flowkeep.context_scopes s WHERE s.id = t.id) ORDER BY id"));
    }

    @Test
    void a_take_over_that_fails_leaves_the_file_server_at_work() throws Exception {
        FileServerFixture.fill(server, folder);
        List<String> form = FileServerFixture.form(server);
        List<String> rows = FileServerFixture.rows(server, "\"Contexts\"");
        server.run("CREATE TABLE \"Contexts_taken_over\" (in_the_way int)");
        assertThrows(StoreFault.class, this::open);
        assertEquals(form, FileServerFixture.form(server));
        assertEquals(rows, FileServerFixture.rows(server, "\"Contexts\""));
        assertEquals(
                List.of("0"),
                FileServerFixture.list(
                        server, "SELECT count(*) FROM pg_namespace WHERE nspname = 'flowkeep'"));
        server.run("DROP TABLE \"Contexts_taken_over\"");
        assertListed();
    }

    @Test
    void a_file_server_in_the_middle_of_a_write_is_not_cut_off() throws Exception {
        FileServerFixture.fill(server, folder);
        try (Connection original = server.connect();
                Statement statement = original.createStatement()) {
            original.setAutoCommit(false);
            statement.execute("SELECT * FROM \"Contexts\" WHERE id = 2 FOR UPDATE");
            StoreUnavailable refused = assertThrows(StoreUnavailable.class, this::open);
            assertSays("stop the file-server", refused);
            statement.execute("UPDATE \"Contexts\" SET scope = 'kept' WHERE id = 2");
            original.commit();
        }
        try (PostgresDatabase database = open()) {
            assertEquals(
                    new Scope("kept"),
                    store(database).page(new ProjectId("p1"), 0, 1, 1).scopes().getFirst().scope());
        }
    }

    @Test
    void a_table_of_another_role_is_refused_in_plain_words() throws Exception {
        FileServerFixture.fill(server, folder);
        String role = "flowkeep_test_" + UUID.randomUUID().toString().replace("-", "");
        String database = server.address().database();
        server.run("CREATE ROLE " + role + " LOGIN");
        try {
            PostgresServer address = server.address();
            PostgresServer limited =
                    new PostgresServer(
                            address.host(),
                            address.port(),
                            database,
                            role,
                            new Secret(""),
                            address.protection(),
                            address.connections(),
                            address.sessions());
            StoreCorrupt noSchema = assertThrows(StoreCorrupt.class, () -> prepare(limited));
            assertSays("GRANT CREATE", noSchema);
            server.run("GRANT CREATE ON DATABASE " + database + " TO " + role);
            StoreCorrupt refused = assertThrows(StoreCorrupt.class, () -> prepare(limited));
            assertSays("another role", refused);
            assertEquals(44, FileServerFixture.rows(server, "\"Contexts\"").size());
            server.run("ALTER TABLE \"Contexts\" OWNER TO " + role);
            server.run("GRANT CREATE ON SCHEMA public TO " + role);
            prepare(limited);
            assertEquals(44, FileServerFixture.rows(server, "\"Contexts_taken_over\"").size());
        } finally {
            server.run("DROP OWNED BY " + role + " CASCADE");
            server.run("DROP ROLE " + role);
        }
    }

    private static void assertSays(String text, StoreFault fault) {
        String message = String.valueOf(fault.getMessage());
        assertTrue(message.contains(text), message);
    }

    private static void prepare(PostgresServer address) {
        try (PostgresDatabase database =
                PostgresDatabase.open(address, PostgresSettings.usual(Math::random))) {
            database.prepare(PostgresSchema.CONTEXT);
        }
    }

    @Test
    void of_ten_servers_that_start_at_once_one_takes_over() throws Exception {
        FileServerFixture.fill(server, folder);
        int servers = 10;
        CyclicBarrier barrier = new CyclicBarrier(servers);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < servers; i++) {
                starts.add(
                        threads.submit(() -> {
                            barrier.await();
                            prepare(server.address());
                            return null;
                        }));
            }
            for (Future<?> start : starts) {
                start.get();
            }
        }
        assertEquals(
                List.of("1", "2"),
                FileServerFixture.list(
                        server,
                        "SELECT version FROM flowkeep.context_history WHERE type <> 'BASELINE'"
                                + " AND type <> 'SCHEMA' ORDER BY installed_rank"));
        assertListed();
    }

    @Test
    void many_rows_are_taken_over() throws Exception {
        FileServerFixture.create(server);
        server.run(
                "INSERT INTO \"Contexts\" (project, scope, \"values\", \"createdAt\","
                        + " \"updatedAt\") SELECT 'p' || n % 7, 'f' || n || '.flow',"
                        + " json_build_object('k', repeat('x', 500), 'l', n), now(), now()"
                        + " FROM generate_series(1, 12000) n");
        try (PostgresDatabase database = open()) {
            ContextStore store = store(database);
            long scopes = 0;
            for (ProjectId project : store.projects("", 100)) {
                scopes += store.page(project, 0, 1, 1).count();
                assertEquals(store.recount(project), store.characters(project));
            }
            assertEquals(12_000, scopes);
        }
    }
}
