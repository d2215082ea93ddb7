package io.flowkeep.storage.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.Counts;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileKeys;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.Missing;
import io.flowkeep.files.Opened;
import io.flowkeep.files.Precondition;
import io.flowkeep.files.ProjectFiles;
import io.flowkeep.files.Quota;
import io.flowkeep.files.Saved;
import io.flowkeep.files.SharedLedger;
import io.flowkeep.files.SharedUsage;
import io.flowkeep.files.Upload;
import io.flowkeep.files.UsageChange;
import io.flowkeep.storage.memory.MemoryFileStore;
import io.flowkeep.testing.Await;
import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of files while the ledger is away, or has much to do. */
@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresUsageTest {
    @Parameter private Through through = Through.NOTHING;

    private static final FileKey OLD = FileKeys.key("t1", "p1", "old");
    private static final FileKey NEW = FileKeys.key("t1", "p1", "new");

    private final FileStore store = new MemoryFileStore(Clock.systemUTC(), 1 << 20);
    private OwnPostgres server;
    private OwnPostgres elsewhere;
    private Connection past;
    private PostgresDatabase database;
    private SharedLedger ledger;
    private SharedUsage usage;
    private ProjectFiles files;

    @BeforeEach
    void open() throws Exception {
        server = OwnPostgres.create(through);
        elsewhere = OwnPostgres.create(through);
        past = elsewhere.connect();
        database = server.open();
        database.prepare(PostgresSchema.USAGE);
        ledger = new PostgresUsage(database, Duration.ofMillis(1));
        usage =
                new SharedUsage(
                        store,
                        ledger,
                        Duration.ofSeconds(20),
                        Clock.systemUTC(),
                        new Random(),
                        Counts.queue());
        files = new ProjectFiles(store, usage);
        assertInstanceOf(Saved.Written.class, files.replace(OLD, upload()));
    }

    @AfterEach
    void close() throws Exception {
        database.close();
        past.close();
        elsewhere.close();
        server.close();
    }

    @Test
    void writes_do_nothing_and_reads_go_on() throws Exception {
        goAway();
        assertThrows(StoreUnavailable.class, () -> files.replace(NEW, upload()));
        assertThrows(StoreUnavailable.class, () -> files.append(OLD, upload()));
        assertThrows(StoreUnavailable.class, () -> files.delete(OLD, new Precondition.Always()));
        assertInstanceOf(Opened.Found.class, files.open(OLD, FileStore.Wanted.WHOLE));
        assertInstanceOf(Missing.class, files.stat(NEW));
        assertEquals(Map.of(OLD.team(), 4L), store.measure(OLD.project()));
        comeBack();
        assertInstanceOf(Saved.Written.class, files.replace(NEW, upload()));
        assertExact(0);
    }

    @Test
    void a_change_that_was_made_meanwhile_is_settled_by_a_look() throws Exception {
        try (UsageChange change = usage.begin(NEW, new Quota(1000))) {
            change.signed("made-by-nobody", "");
            assertTrue(change.create(100));
            goAway();
            change.done();
        }
        comeBack();
        assertEquals(100, ledger.find(OLD.project()).reserved());
        usage.sweep();
        assertExact(100); // nothing lies there, and it may still come
        assertInstanceOf(Saved.Written.class, files.replace(NEW, upload()));
        assertExact(0);
    }

    private void assertExact(long reserved) {
        SharedLedger.Totals totals = ledger.find(OLD.project());
        assertEquals(store.measure(OLD.project()), totals.bytesByTeam());
        assertEquals(reserved, totals.reserved());
    }

    @Test
    void four_hundred_changes_of_one_project_at_once_all_get_their_turn() throws Exception {
        SharedLedger busy = new PostgresUsage(database, Duration.ofMinutes(1));
        SharedLedger.Cost cost = new SharedLedger.Cost(false, "c", "", false, 0, 1, 1_000_000);
        List<Future<SharedLedger.Answer>> ends = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 400; i++) {
                String id = "i" + i;
                FileKey key = FileKeys.key("t1", "p1", "f" + i);
                ends.add(
                        threads.submit(() -> {
                            SharedLedger.Answer answer = busy.open(id, key, cost);
                            busy.settle(id, key.project(), true);
                            return answer;
                        }));
            }
        }
        for (Future<SharedLedger.Answer> end : ends) {
            assertInstanceOf(SharedLedger.Answer.Granted.class, end.get());
        }
        assertEquals(Map.of(OLD.team(), 404L), busy.find(OLD.project()).bytesByTeam());
    }

    /** Ends all connections and lets none in. */
    private void goAway() throws SQLException {
        try (Statement statement = past.createStatement()) {
            statement.execute("ALTER DATABASE " + database() + " ALLOW_CONNECTIONS false");
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = '"
                            + database()
                            + "'");
        }
        Await.until("it is known to be away", () -> !database.isThere());
    }

    private void comeBack() throws SQLException {
        try (Statement statement = past.createStatement()) {
            statement.execute("ALTER DATABASE " + database() + " ALLOW_CONNECTIONS true");
        }
        Await.until("it is back", database::isThere);
    }

    private String database() {
        return server.address().database();
    }

    private static Upload upload() {
        return new Upload(
                new ByteArrayInputStream("text".getBytes(UTF_8)),
                4,
                new Precondition.Always(),
                new Quota(1000));
    }
}
