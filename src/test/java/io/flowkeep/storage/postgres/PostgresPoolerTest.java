package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextStore.Decision;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.OwnServers;
import io.flowkeep.testing.servers.PgBouncerNode;
import io.flowkeep.trust.Trust;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is special about a server behind PgBouncer. */
@Tag("neighbours")
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresPoolerTest {
    private static final PostgresSettings USUAL = PostgresSettings.usual(Math::random);
    private static final ProjectId PROJECT = new ProjectId("p1");
    private static final Scope GLOBAL = Scope.parse("global");

    private OwnPostgres server;

    @BeforeEach
    void prepare() throws Exception {
        server = OwnPostgres.create();
    }

    @AfterEach
    void drop() throws Exception {
        server.close();
    }

    private static PgBouncerNode pooler(String mode, String... settings) throws Exception {
        return OwnServers.pgBouncer(OwnPostgres.serverUrl(), mode, settings);
    }

    private PostgresDatabase open(PgBouncerNode pooler, PostgresSettings settings) {
        return PostgresDatabase.open(through(pooler), settings);
    }

    private PostgresServer through(PgBouncerNode pooler) {
        return server.address("127.0.0.1", pooler.port());
    }

    private static ContextStore context(PostgresDatabase database) {
        database.prepare(PostgresSchema.CONTEXT);
        return new PostgresContextStore(database, InstantSource.fixed(Instant.EPOCH));
    }

    private static boolean set(ContextStore store, String value) {
        return store.change(
                PROJECT,
                GLOBAL,
                Set.of("k"),
                _ -> new Decision<>(true, new ScopeChange.Some(Set.of(), Map.of("k", value))));
    }

    private static String get(ContextStore store) {
        return store.values(PROJECT, GLOBAL, Set.of("k")).orElseThrow().getOrDefault("k", "");
    }

    private Connection client(PgBouncerNode pooler) throws SQLException {
        PostgresServer address = through(pooler);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address + "?prepareThreshold=0",
                address.user(),
                address.password().reveal());
    }

    private static List<String> list(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    @Test
    void one_session_for_everybody_is_enough_and_nothing_is_left_in_it() throws Exception {
        try (PgBouncerNode pooler = pooler("transaction", "default_pool_size = 1");
                Connection somebody = client(pooler)) {
            List<String> before = settings(somebody);
            try (PostgresDatabase database = open(pooler, USUAL)) {
                for (PostgresSchema schema : PostgresSchema.values()) {
                    database.prepare(schema);
                }
                ContextStore store = context(database);
                for (int i = 0; i < 12; i++) {
                    set(store, String.valueOf(i));
                    assertEquals(String.valueOf(i), get(store));
                }
                assertEquals(store.recount(PROJECT), store.characters(PROJECT));
                assertEquals(List.of(PROJECT), store.projects("", 10));
                store.clean(PROJECT, _ -> false);
                assertEquals(List.of(), list(somebody, "SELECT name FROM pg_prepared_statements"));
                assertEquals(
                        List.of(),
                        list(somebody, "SELECT objid FROM pg_locks WHERE locktype = 'advisory'"));
                assertEquals(before, settings(somebody));
            }
        }
    }

    private static List<String> settings(Connection connection) throws SQLException {
        return list(
                connection,
                "SELECT name || '=' || setting FROM pg_settings WHERE source = 'session'"
                        + " AND name <> 'application_name' ORDER BY name");
    }

    @Test
    void ten_that_start_at_once_wait_for_one_another() throws Exception {
        try (PgBouncerNode pooler = pooler("transaction", "default_pool_size = 1")) {
            List<Callable<Boolean>> starts = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                starts.add(() -> {
                    PostgresSettings patient = settings(USUAL.statement(), Duration.ofSeconds(20));
                    try (PostgresDatabase database =
                            PostgresDatabase.open(through(pooler).withConnections(1), patient)) {
                        return set(context(database), "1");
                    }
                });
            }
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Boolean> each : threads.invokeAll(starts)) {
                    assertTrue(each.get());
                }
            }
        }
    }

    private static PostgresSettings settings(Duration statement, Duration patience) {
        return new PostgresSettings(
                Duration.ofSeconds(20),
                statement,
                Duration.ofMillis(300),
                Duration.ofMillis(250),
                patience,
                1,
                Trust.ofJvm(),
                Math::random);
    }

    @Test
    void statements_end_in_time_though_the_session_knows_no_limit() throws Exception {
        PostgresSettings strict = settings(Duration.ofMillis(300), Duration.ofSeconds(5));
        String slow = "SELECT pg_sleep(3)";
        try (PgBouncerNode pooler = pooler("transaction");
                PostgresDatabase database =
                        PostgresDatabase.open(through(pooler).withConnections(2), strict)) {
            for (int i = 0; i < 2; i++) {
                ends(() -> database.read(session -> session.execute(slow)));
                ends(() ->
                        database.read(session -> {
                            session.execute("SELECT 1");
                            return session.execute(slow);
                        }));
                ends(() -> database.write(session -> session.execute(slow)));
                ends(() ->
                        database.transaction(session -> {
                            session.execute("SELECT 1");
                            return session.execute(slow);
                        }));
                ends(() -> database.readSnapshot(session -> session.execute(slow)));
            }
            assertEquals(
                    List.of(1),
                    database.readSlowly(session ->
                            session.list("SELECT 1 FROM pg_sleep(0.6)", row -> row.getInt(1))));
            server.run("CREATE TABLE t (n int)");
            server.run("INSERT INTO t VALUES (1)");
            try (Connection other = server.connect();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("UPDATE t SET n = 2");
                ends(() -> database.write(session -> session.execute("UPDATE t SET n = 3")));
                other.rollback();
            }
        }
    }

    private static void ends(Callable<Integer> work) {
        long start = System.nanoTime();
        assertThrows(StoreUnavailable.class, work::call);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.toMillis() < 2500, took.toString());
    }

    @Test
    void sessions_are_as_good_as_transactions() throws Exception {
        try (PgBouncerNode pooler = pooler("session", "default_pool_size = 5")) {
            for (PostgresServer.Sessions sessions : PostgresServer.Sessions.values()) {
                PostgresServer two = through(pooler).withConnections(2).withSessions(sessions);
                try (PostgresDatabase database = PostgresDatabase.open(two, USUAL)) {
                    ContextStore store = context(database);
                    for (int i = 0; i < 12; i++) {
                        set(store, String.valueOf(i));
                        assertEquals(String.valueOf(i), get(store));
                    }
                }
            }
        }
    }

    @Test
    void a_pooler_of_statements_is_refused_by_its_name() throws Exception {
        try (PgBouncerNode pooler = pooler("statement")) {
            StoreCorrupt refused = assertThrows(StoreCorrupt.class, () -> open(pooler, USUAL));
            String said = String.valueOf(refused.getMessage());
            assertTrue(said.contains("set pool_mode"), said);
        }
    }

    @Test
    void sessions_that_are_shared_against_all_that_was_said_are_found_out() throws Exception {
        try (PgBouncerNode pooler = pooler("transaction", "default_pool_size = 2");
                PostgresDatabase database =
                        PostgresDatabase.open(
                                through(pooler)
                                        .withConnections(4)
                                        .withSessions(PostgresServer.Sessions.OWN),
                                USUAL);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ContextStore store = context(database);
            List<Callable<Boolean>> works = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String value = String.valueOf(i);
                works.add(() -> set(store, value) && !get(store).isEmpty());
            }
            for (Future<Boolean> each : threads.invokeAll(works)) {
                assertTrue(each.get());
            }
        }
    }

    @Test
    void a_connection_of_its_own_keeps_its_statements_also_when_tables_change() throws Exception {
        try (PostgresDatabase database =
                PostgresDatabase.open(server.address().withConnections(1), USUAL)) {
            server.run("CREATE TABLE t (n int)");
            server.run("INSERT INTO t VALUES (1)");
            for (int i = 0; i < 10; i++) {
                assertEquals(Optional.of(1), row(database));
            }
            assertTrue(
                    database.read(session ->
                                    session.find(
                                            "SELECT count(*) FROM pg_prepared_statements",
                                            row -> row.getInt(1)))
                                    .orElseThrow()
                            > 0);
            server.run("ALTER TABLE t ADD more int");
            assertEquals(
                    Optional.of(1),
                    database.transaction(
                            session -> session.find("SELECT * FROM t", row -> row.getInt(1))));
            server.run("ALTER TABLE t ADD and_more int");
            assertEquals(Optional.of(1), row(database));
        }
    }

    private static Optional<Integer> row(PostgresDatabase database) {
        return database.read(session -> session.find("SELECT * FROM t", row -> row.getInt(1)));
    }

    @Test
    void a_pooler_that_has_much_to_do_is_not_taken_for_a_server_that_is_away() throws Exception {
        try (PgBouncerNode pooler = pooler("transaction", "default_pool_size = 1");
                PostgresDatabase database = open(pooler, USUAL);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> works = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                works.add(() -> {
                    for (int j = 0; j < 2; j++) {
                        database.read(session -> session.execute("SELECT pg_sleep(0.3)"));
                        assertTrue(database.isReady());
                    }
                    return 1;
                });
            }
            for (Future<Integer> each : threads.invokeAll(works)) {
                assertEquals(1, each.get());
            }
        }
    }

    @Test
    void a_pooler_without_a_free_connection_is_refused_in_time() throws Exception {
        try (PgBouncerNode pooler = pooler("transaction", "default_pool_size = 1");
                PostgresDatabase database = open(pooler, USUAL)) {
            ContextStore store = context(database);
            set(store, "1");
            try (Connection greedy = client(pooler)) {
                greedy.setAutoCommit(false);
                assertEquals(List.of("1"), list(greedy, "SELECT 1"));
                for (int i = 0; i < 3; i++) {
                    long start = System.nanoTime();
                    assertThrows(StoreFault.class, () -> set(store, "2"));
                    Duration took = Duration.ofNanos(System.nanoTime() - start);
                    assertTrue(took.toMillis() < 3500, took.toString());
                }
                greedy.rollback();
            }
            Await.within(Duration.ofSeconds(5), "it is used again", database::isReady);
            assertTrue(set(store, "3"));
            assertEquals("3", get(store));
        }
    }

    @Test
    void what_the_pooler_has_not_passed_on_has_certainly_not_been_done() throws Exception {
        PostgresSettings patient = settings(Duration.ofSeconds(20), Duration.ofSeconds(20));
        try (PgBouncerNode pooler =
                        pooler("transaction", "default_pool_size = 1", "query_wait_timeout = 1");
                PostgresDatabase database =
                        PostgresDatabase.open(through(pooler).withConnections(2), patient)) {
            server.run("CREATE TABLE t (n int)");
            try (Connection greedy = client(pooler)) {
                greedy.setAutoCommit(false);
                assertEquals(List.of("1"), list(greedy, "SELECT 1"));
                assertThrows(
                        StoreUnavailable.class,
                        () ->
                                database.write(
                                        session -> session.execute("INSERT INTO t VALUES (1)")));
                greedy.rollback();
            }
            try (Connection direct = server.connect()) {
                assertEquals(List.of("0"), list(direct, "SELECT count(*) FROM t"));
            }
        }
    }
}
