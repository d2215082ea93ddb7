package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextStore.Decision;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.OwnServers;
import io.flowkeep.testing.servers.PgBouncerNode;
import io.flowkeep.testing.servers.PostgresNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL goes away under writes, and comes back. */
@Tag("neighbours")
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresAwayTest {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresAwayTest.class);
    private static final Scope GLOBAL = Scope.parse("global");
    private static final int WRITERS = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What is promised is 2 s and 5 s; this machine may be busy. */
    private static final Duration REFUSED_WITHIN = Duration.ofMillis(2500);

    private static final Duration BACK_WITHIN = Duration.ofSeconds(5);

    private PostgresNode node;
    private OwnPostgres server;
    private PostgresDatabase database;
    private ContextStore store;
    private volatile boolean stopped;
    private final AtomicLong slowestNanos = new AtomicLong();

    @BeforeEach
    void prepare() throws Exception {
        node = OwnServers.postgres();
        server = OwnPostgres.createOn(node.url());
        use(server.address());
    }

    private void use(PostgresServer address) {
        database = PostgresDatabase.open(address, PostgresSettings.usual(Math::random));
        database.prepare(PostgresSchema.CONTEXT);
        store = new PostgresContextStore(database, InstantSource.fixed(Instant.EPOCH));
    }

    @AfterEach
    void end() {
        stopped = true;
        database.close();
        node.close();
    }

    /** Goes on writing ever higher numbers, whatever happens. */
    private final class Writer {
        private final ProjectId project;
        private volatile int acknowledged;
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger others = new AtomicInteger();

        Writer(int number) {
            project = new ProjectId("p" + number);
        }

        void run() {
            for (int i = 1; !stopped; i++) {
                long start = System.nanoTime();
                try {
                    set(i);
                    acknowledged = i;
                } catch (StoreFault e) {
                    refused.incrementAndGet();
                    LockSupport.parkNanos(1_000_000); // clients do not ask in a tight loop
                } catch (RuntimeException e) {
                    others.incrementAndGet();
                }
                long nanos = System.nanoTime() - start;
                slowestNanos.accumulateAndGet(nanos, Math::max);
            }
        }

        private void set(int number) {
            boolean _ =
                    store.<Boolean>change(
                            project,
                            GLOBAL,
                            Set.of("k"),
                            _ ->
                                    new Decision<>(
                                            true,
                                            new ScopeChange.Some(
                                                    Set.of(),
                                                    Map.of("k", String.valueOf(number)))));
        }

        int stored() {
            return Integer.parseInt(
                    store.values(project, GLOBAL, Set.of("k")).orElseThrow().getOrDefault("k", ""));
        }
    }

    /** What is done to the server. */
    private interface Deed {
        void run() throws Exception;
    }

    private void goesAwayAndComesBack(String how, Deed away, Deed back) throws Exception {
        List<Writer> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int i = 0; i < WRITERS; i++) {
                Writer writer = new Writer(i);
                writers.add(writer);
                threads.execute(writer::run);
            }
            try {
                measure(how, writers, away, back);
            } finally {
                stopped = true;
            }
        }
        for (Writer writer : writers) {
            assertEquals(0, writer.others.get());
            assertTrue(writer.stored() >= writer.acknowledged);
            assertEquals(store.recount(writer.project), store.characters(writer.project));
        }
    }

    private void measure(String how, List<Writer> writers, Deed away, Deed back) throws Exception {
        Await.within(PATIENCE, "writes", () -> writers.stream().allMatch(w -> w.acknowledged > 20));
        slowestNanos.set(0);
        away.run();
        Await.within(
                PATIENCE, "refusals", () -> writers.stream().allMatch(w -> w.refused.get() > 20));
        Await.within(PATIENCE, "the news", () -> !database.isThere());
        back.run();
        long start = System.nanoTime();
        int[] before = writers.stream().mapToInt(w -> w.acknowledged).toArray();
        Await.within(
                PATIENCE,
                "writes again",
                () -> writers.stream().allMatch(w -> w.acknowledged > before[index(w)]));
        long backMillis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        long slowestMillis = Duration.ofNanos(slowestNanos.get()).toMillis();
        String seen =
                how
                        + ": the slowest call took "
                        + slowestMillis
                        + " ms, all wrote again after "
                        + backMillis
                        + " ms";
        LOG.info(seen);
        assertTrue(slowestMillis < REFUSED_WITHIN.toMillis(), seen);
        assertTrue(backMillis < BACK_WITHIN.toMillis(), seen);
    }

    private static int index(Writer writer) {
        return Integer.parseInt(writer.project.text().substring(1));
    }

    @Test
    void killed() throws Exception {
        goesAwayAndComesBack("killed", node::kill, node::startAgain);
    }

    @Test
    void stopped() throws Exception {
        goesAwayAndComesBack("stopped", node::stop, node::startAgain);
    }

    /** Its pool is smaller than ours, so that some always wait there. */
    private interface Pooled {
        void run(PgBouncerNode pooler) throws Exception;
    }

    private void behindAPooler(Pooled test) throws Exception {
        database.close();
        try (PgBouncerNode pooler =
                OwnServers.pgBouncer(node.url(), "transaction", "default_pool_size = 5")) {
            use(server.address("127.0.0.1", pooler.port()));
            test.run(pooler);
            database.close();
        }
    }

    @Test
    void a_pooler_started_anew() throws Exception {
        behindAPooler(pooler ->
                goesAwayAndComesBack("the pooler killed", pooler::kill, pooler::startAgain));
    }

    @Test
    void a_pooler_frozen() throws Exception {
        behindAPooler(
                pooler -> goesAwayAndComesBack("the pooler frozen", pooler::freeze, pooler::thaw));
    }

    @Test
    void killed_behind_a_pooler() throws Exception {
        behindAPooler(
                _ -> goesAwayAndComesBack("killed behind a pooler", node::kill, node::startAgain));
    }

    @Test
    void frozen() throws Exception {
        goesAwayAndComesBack("frozen", node::freeze, node::thaw);
    }
}
