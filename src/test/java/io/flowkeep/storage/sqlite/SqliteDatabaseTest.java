package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.sql.SqlWork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class SqliteDatabaseTest {
    private static final String INSERT = "INSERT INTO numbers VALUES (?)";
    @TempDir Path folder;

    private Path file() {
        return folder.resolve("sub/a.db");
    }

    private SqliteDatabase open() {
        return open(SqliteSettings.durable());
    }

    private SqliteDatabase open(SqliteSettings settings) {
        return withTable(SqliteDatabase.open(file(), SqliteSchema.CONTEXT, settings));
    }

    private static SqliteDatabase withTable(SqliteDatabase database) {
        var _ =
                database.write(s ->
                        s.execute(
                                "CREATE TABLE IF NOT EXISTS numbers (n INTEGER PRIMARY" + " KEY)"));
        return database;
    }

    private static void add(SqliteDatabase database, int number) {
        var _ = database.write(s -> s.execute(INSERT, number));
    }

    private static List<Integer> numbers(SqliteDatabase database) {
        return database.read(s -> s.list("SELECT n FROM numbers ORDER BY n", row -> row.getInt(1)));
    }

    private static SqliteSettings impatient() {
        SqliteSettings durable = SqliteSettings.durable();
        return new SqliteSettings(
                durable.durability(), Duration.ofMillis(300), 2, 16, 16, durable.observer());
    }

    @Test
    void what_was_written_is_there_after_a_reopen() {
        try (SqliteDatabase database = open()) {
            add(database, 1);
            assertEquals(List.of(1), numbers(database));
        }
        try (SqliteDatabase database = open()) {
            database.probe();
            assertEquals(List.of(1), numbers(database));
        }
        assertFalse(Files.exists(folder.resolve("sub/a.db.migrating")));
    }

    @Test
    void a_database_in_memory_reads_what_it_wrote() {
        try (SqliteDatabase database =
                withTable(
                        SqliteDatabase.inMemory(SqliteSchema.CONTEXT, SqliteSettings.durable()))) {
            add(database, 1);
            assertEquals(List.of(1), numbers(database));
            assertEquals(List.of(1), database.readSnapshot(_ -> List.of(1)));
        }
    }

    @Test
    void a_failing_write_leaves_its_neighbours_alone() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        SqliteSettings settings =
                SqliteSettings.durable().with((_, _) -> commits.incrementAndGet());
        try (SqliteDatabase database = open(settings);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch holds = new CountDownLatch(1);
            List<Future<?>> writes = new ArrayList<>();
            writes.add(threads.submit(() -> database.write(_ -> waitFor(holds))));
            for (int i = 0; i < 100; i++) {
                int number = i;
                writes.add(threads.submit(() -> addUnlessThird(database, number)));
            }
            holds.countDown();
            int failed = 0;
            for (Future<?> write : writes) {
                failed += endsWell(write) ? 0 : 1;
            }
            assertEquals(34, failed);
            assertEquals(66, numbers(database).size());
        }
    }

    @Test
    void a_group_with_a_failing_write_runs_again_and_only_the_last_run_counts() throws Exception {
        List<Integer> groups = new CopyOnWriteArrayList<>();
        SqliteSettings settings = SqliteSettings.durable().with((writes, _) -> groups.add(writes));
        AtomicInteger runs = new AtomicInteger();
        try (SqliteDatabase database = open(settings);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch holds = new CountDownLatch(1);
            Future<?> first =
                    threads.submit(() ->
                            database.write(_ -> {
                                begun.countDown();
                                return waitFor(holds);
                            }));
            begun.await();
            Future<Integer> good =
                    queued(
                            database,
                            threads,
                            s -> {
                                var _ = s.execute(INSERT, 1);
                                return runs.incrementAndGet();
                            });
            Future<Integer> bad = queued(database, threads, s -> s.execute("SELECT nonsense"));
            Future<Integer> failsOnce =
                    queued(
                            database,
                            threads,
                            s -> {
                                if (runs.get() == 1) {
                                    throw new IllegalArgumentException("the first time");
                                }
                                return s.execute(INSERT, 2);
                            });
            holds.countDown();
            var _ = first.get();
            assertEquals(2, good.get());
            assertInstanceOf(
                    StoreCorrupt.class,
                    assertThrows(ExecutionException.class, bad::get).getCause());
            assertEquals(1, failsOnce.get());
            assertEquals(List.of(1, 2), numbers(database));
            add(database, 3); // after it, the group before has been told of
            assertTrue(groups.contains(3), groups::toString);
            assertEquals(List.of(1, 2, 3), numbers(database));
        }
    }

    /** Hands a work in and returns once it waits behind those handed in before. */
    private static Future<Integer> queued(
            SqliteDatabase database, ExecutorService threads, SqlWork<Integer> work) {
        int before = database.queuedWrites();
        Future<Integer> write = threads.submit(() -> database.write(work));
        while (database.queuedWrites() == before) {
            Thread.onSpinWait();
        }
        return write;
    }

    @Test
    void a_group_fails_whole_if_the_database_ends_its_transaction() throws Exception {
        try (SqliteDatabase database = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch holds = new CountDownLatch(1);
            Future<?> first =
                    threads.submit(() ->
                            database.write(_ -> {
                                begun.countDown();
                                return waitFor(holds);
                            }));
            begun.await();
            Future<Integer> before = queued(database, threads, s -> s.execute(INSERT, 1));
            Future<Integer> ends =
                    queued(
                            database,
                            threads,
                            s -> {
                                var _ = s.execute("INSERT OR ROLLBACK INTO numbers VALUES (2)");
                                return s.execute("INSERT OR ROLLBACK INTO numbers VALUES (2)");
                            });
            Future<Integer> after = queued(database, threads, s -> s.execute(INSERT, 3));
            holds.countDown();
            var _ = first.get();
            for (Future<Integer> each : List.of(before, ends, after)) {
                assertInstanceOf(
                        StoreFault.class,
                        assertThrows(ExecutionException.class, each::get).getCause());
            }
            assertEquals(List.of(), numbers(database));
            add(database, 4);
            assertEquals(List.of(4), numbers(database));
        }
    }

    private static boolean addUnlessThird(SqliteDatabase database, int number) {
        return database.write(s -> {
            var _ = s.execute(INSERT, number);
            if (number % 3 == 0) {
                throw new IllegalArgumentException("third");
            }
            return true;
        });
    }

    private static boolean endsWell(Future<?> write) throws InterruptedException {
        try {
            var _ = write.get();
            return true;
        } catch (ExecutionException e) {
            assertInstanceOf(IllegalArgumentException.class, e.getCause());
            return false;
        }
    }

    private static boolean waitFor(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_reader_does_not_wait_for_a_long_write() throws Exception {
        try (SqliteDatabase database = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            add(database, 1);
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch holds = new CountDownLatch(1);
            Future<?> write =
                    threads.submit(() ->
                            database.write(s -> {
                                var _ = s.execute(INSERT, 2);
                                begun.countDown();
                                return waitFor(holds);
                            }));
            begun.await();
            assertEquals(List.of(1), numbers(database));
            holds.countDown();
            var _ = write.get();
            assertEquals(List.of(1, 2), numbers(database));
        }
    }

    @Test
    void closing_waits_for_the_writes_in_the_queue() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch holds = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            SqliteDatabase database = open();
            Future<?> first =
                    threads.submit(() ->
                            database.write(_ -> {
                                begun.countDown();
                                return waitFor(holds);
                            }));
            begun.await();
            Future<?> second = threads.submit(() -> add(database, 7));
            while (database.queuedWrites() == 0) {
                Thread.onSpinWait();
            }
            Future<?> closing = threads.submit(database::close);
            holds.countDown();
            var _ = first.get();
            var _ = second.get();
            var _ = closing.get();
            assertThrows(StoreUnavailable.class, () -> add(database, 8));
            assertThrows(StoreUnavailable.class, () -> numbers(database));
        }
        try (SqliteDatabase database = open()) {
            assertEquals(List.of(7), numbers(database));
        }
    }

    @Test
    void a_lock_held_by_somebody_else_ends_as_unavailable() throws Exception {
        try (SqliteDatabase database = open(impatient());
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThrows(StoreUnavailable.class, () -> add(database, 1));
            assertEquals(List.of(), numbers(database));
            statement.execute("COMMIT");
            add(database, 2);
            assertEquals(List.of(2), numbers(database));
        }
    }

    @Test
    void a_file_that_is_no_database_is_corrupt() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(
                file(), "this is certainly no database, only a line of text\n".repeat(99));
        assertThrows(StoreCorrupt.class, this::open);
    }

    @Test
    void a_newer_schema_is_refused() {
        try (SqliteDatabase database = open()) {
            var _ = database.write(s -> s.execute("PRAGMA user_version = 99"));
        }
        assertThrows(StoreCorrupt.class, this::open);
    }

    @Test
    void a_folder_in_the_place_of_the_file_is_unavailable() throws Exception {
        Files.createDirectories(file());
        assertThrows(StoreUnavailable.class, this::open);
    }

    @Test
    void readers_cannot_write() {
        try (SqliteDatabase database = open()) {
            assertThrows(StoreUnavailable.class, () -> database.read(s -> s.execute(INSERT, 1)));
            assertEquals(List.of(), numbers(database));
        }
    }
}
