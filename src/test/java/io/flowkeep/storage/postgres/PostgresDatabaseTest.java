package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.flowkeep.faults.StoreCorrupt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresDatabaseTest {
    @Parameter private Through through = Through.NOTHING;

    private OwnPostgres server;

    @BeforeEach
    void prepare() throws Exception {
        server = OwnPostgres.create(through);
        server.run("CREATE TABLE counter (id int PRIMARY KEY, n int NOT NULL)");
        server.run("INSERT INTO counter VALUES (1, 0), (2, 0)");
    }

    @AfterEach
    void drop() throws Exception {
        server.close();
    }

    @Test
    void what_a_work_throws_undoes_what_it_did() {
        try (PostgresDatabase database = server.open()) {
            assertThrows(
                    IllegalStateException.class,
                    () ->
                            database.transaction(session -> {
                                session.execute("UPDATE counter SET n = 7");
                                throw new IllegalStateException("no");
                            }));
            assertEquals(0, n(database, 1));
        }
    }

    @Test
    void nonsense_is_a_fault_of_ours() {
        try (PostgresDatabase database = server.open()) {
            assertThrows(
                    StoreCorrupt.class, () -> database.read(session -> session.execute("SELEC")));
            assertEquals(0, n(database, 1));
        }
    }

    @Test
    void deadlocks_are_tried_again_until_all_is_done() throws Exception {
        int workers = 2;
        int rounds = 1;
        try (PostgresDatabase database = server.open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CyclicBarrier barrier = new CyclicBarrier(workers);
            List<Future<?>> all = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                int first = 1 + worker % 2;
                all.add(
                        threads.submit(() -> {
                            for (int i = 0; i < rounds; i++) {
                                addToBoth(database, first, new First(barrier));
                            }
                            return null;
                        }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            assertEquals(workers * rounds, n(database, 1));
            assertEquals(workers * rounds, n(database, 2));
        }
    }

    /** Has both workers hold one row before either asks for the other's, at the first attempt. */
    private static void addToBoth(PostgresDatabase database, int first, First meeting) {
        var _ =
                database.transaction(session -> {
                    session.execute("UPDATE counter SET n = n + 1 WHERE id = ?", first);
                    meeting.meet();
                    return session.execute("UPDATE counter SET n = n + 1 WHERE id = ?", 3 - first);
                });
    }

    /** A barrier that is passed once. */
    private static final class First {
        private final CyclicBarrier barrier;
        private boolean met;

        First(CyclicBarrier barrier) {
            this.barrier = barrier;
        }

        void meet() {
            if (met) {
                return;
            }
            met = true;
            try {
                barrier.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void one_connection_is_enough_for_two_hundred_at_once() throws Exception {
        try (PostgresDatabase database =
                        PostgresDatabase.open(
                                server.address().withConnections(1),
                                PostgresSettings.usual(Math::random)
                                        .withBorrowing(Duration.ofSeconds(30)));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(
                        threads.submit(() ->
                                database.transaction(session -> {
                                    session.execute("UPDATE counter SET n = n + 1 WHERE id = 1");
                                    return session.execute(
                                            "UPDATE counter SET n = n + 1 WHERE id = 2");
                                })));
            }
            for (Future<Integer> each : all) {
                assertEquals(1, each.get());
            }
            assertEquals(200, n(database, 1));
        }
    }

    @Test
    void what_the_database_says_of_its_clients_encoding_does_not_matter() throws Exception {
        String text = "\u00fc\u20ac\ud83d\ude00";
        server.run(
                "ALTER DATABASE "
                        + server.address().database()
                        + " SET client_encoding = 'LATIN1'");
        try (PostgresDatabase database = server.open()) {
            assertEquals(
                    Optional.of(text + " 8364"),
                    database.read(session ->
                            session.find(
                                    "SELECT v || ' ' || ascii(substr(v, 2, 1)) FROM (SELECT ?::text"
                                            + " AS v) t",
                                    row -> row.getString(1),
                                    text)));
        }
    }

    private static int n(PostgresDatabase database, int id) {
        return database.read(session ->
                session.find("SELECT n FROM counter WHERE id = ?", row -> row.getInt(1), id)
                        .orElseThrow());
    }
}
