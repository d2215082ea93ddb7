package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextStore.Decision;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.ids.ProjectId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What changes cost in round trips and commits, seen on the wire, and what becomes of them. */
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ContextTripsTest {
    private static final Scope GLOBAL = Scope.parse("global");
    private static final String WRITES = "INSERT INTO flowkeep.context_values";

    private OwnPostgres server;
    private Wire wire;

    @BeforeEach
    void prepare() throws Exception {
        server = OwnPostgres.create();
        wire = new Wire(server.address().host(), server.address().port());
    }

    @AfterEach
    void drop() throws Exception {
        wire.close();
        server.close();
    }

    /** Its pulse is off the wire for the time of the test, so that it is not counted. */
    private PostgresDatabase open(int connections) {
        return open(connections, PostgresServer.Sessions.AUTO);
    }

    private PostgresDatabase open(int connections, PostgresServer.Sessions sessions) {
        PostgresSettings usual = PostgresSettings.usual(Math::random);
        PostgresDatabase database =
                PostgresDatabase.open(
                        server.address("127.0.0.1", wire.port())
                                .withConnections(connections)
                                .withSessions(sessions),
                        new PostgresSettings(
                                usual.borrowing().multipliedBy(20),
                                usual.statement(),
                                usual.lock(),
                                usual.beat().multipliedBy(1000),
                                usual.patience(),
                                usual.attempts(),
                                usual.trust(),
                                usual.chance()));
        database.prepare(PostgresSchema.CONTEXT);
        return database;
    }

    private static ContextStore store(PostgresDatabase database) {
        return new PostgresContextStore(database, InstantSource.fixed(Instant.EPOCH));
    }

    private static boolean set(ContextStore store, String project, String value) {
        return store.change(
                new ProjectId(project),
                GLOBAL,
                Set.of("k"),
                _ -> new Decision<>(true, new ScopeChange.Some(Set.of(), Map.of("k", value))));
    }

    private static Optional<Map<String, String>> read(ContextStore store, String project) {
        return store.values(new ProjectId(project), GLOBAL, Set.of("k"));
    }

    @ParameterizedTest
    @EnumSource(PostgresServer.Sessions.class)
    void a_set_is_two_round_trips_and_a_read_is_one(PostgresServer.Sessions sessions) {
        try (PostgresDatabase database = open(1, sessions)) {
            ContextStore store = store(database);
            for (int i = 0; i < 12; i++) { // also when the driver prepares its statements
                set(store, "warm", String.valueOf(i));
                var _ = read(store, "warm");
            }
            wire.forget();
            set(store, "p1", "1");
            assertEquals(2, wire.roundTrips().size());
            set(store, "p1", "2");
            assertEquals(4, wire.roundTrips().size());
            assertEquals(Optional.of(Map.of("k", "2")), read(store, "p1"));
            assertEquals(5, wire.roundTrips().size());
            var _ = store.page(new ProjectId("p1"), 0, 100, 1000);
            assertEquals(6, wire.roundTrips().size());
        }
    }

    @Test
    void sixty_four_projects_at_once_share_a_few_commits() throws Exception {
        try (PostgresDatabase database = open(10)) {
            ContextStore store = store(database);
            set(store, "warm", "0");
            wire.forget();
            setAtOnce(store, 64);
            int trips = wire.roundTrips().size(); // each is a transaction of its own
            assertTrue(trips <= 24, () -> trips + " round trips");
        }
    }

    @Test
    void one_connection_is_enough_for_two_hundred_projects_at_once() throws Exception {
        try (PostgresDatabase database = open(1)) {
            ContextStore store = store(database);
            setAtOnce(store, 200);
            for (int i = 0; i < 200; i++) {
                assertEquals(Optional.of(Map.of("k", String.valueOf(i))), read(store, "p" + i));
            }
        }
    }

    private static void setAtOnce(ContextStore store, int projects) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < projects; i++) {
                String number = String.valueOf(i);
                all.add(
                        threads.submit(() -> {
                            start.await();
                            return set(store, "p" + number, number);
                        }));
            }
            start.countDown();
            for (Future<Boolean> each : all) {
                assertTrue(each.get());
            }
        }
    }

    @Test
    void several_servers_lose_nothing_of_one_project() throws Exception {
        int servers = 3;
        int each = 40;
        List<PostgresDatabase> databases = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < servers; i++) {
                PostgresDatabase database = open(4);
                databases.add(database);
                ContextStore store = store(database);
                for (int j = 0; j < each; j++) {
                    String project = "p" + j % 2;
                    all.add(threads.submit(() -> increment(store, project)));
                }
            }
            for (Future<Boolean> change : all) {
                assertTrue(change.get());
            }
            ContextStore store = store(databases.getFirst());
            for (String project : List.of("p0", "p1")) {
                assertEquals(
                        Optional.of(Map.of("k", String.valueOf(servers * each / 2))),
                        read(store, project));
                ProjectId id = new ProjectId(project);
                assertEquals(store.recount(id), store.characters(id));
            }
        } finally {
            databases.forEach(PostgresDatabase::close);
        }
    }

    private static boolean increment(ContextStore store, String project) {
        return store.change(
                new ProjectId(project),
                GLOBAL,
                Set.of("k"),
                state -> {
                    int number = Integer.parseInt(state.values().getOrDefault("k", "0")) + 1;
                    return new Decision<>(
                            true,
                            new ScopeChange.Some(Set.of(), Map.of("k", String.valueOf(number))));
                });
    }

    /** Others come between as often as it takes until the project is locked. */
    @Test
    void who_loses_again_and_again_locks_the_project() throws Exception {
        try (PostgresDatabase database = open(2);
                PostgresDatabase other = open(2)) {
            ContextStore store = store(database);
            ContextStore rival = store(other);
            set(store, "p", "0");
            AtomicInteger decisions = new AtomicInteger();
            String seen =
                    store.change(
                            new ProjectId("p"),
                            GLOBAL,
                            Set.of("k"),
                            state -> {
                                int decision = decisions.incrementAndGet();
                                if (decision <= 3) {
                                    set(rival, "p", "rival " + decision);
                                }
                                return new Decision<>(
                                        state.values().getOrDefault("k", "none"),
                                        new ScopeChange.Some(Set.of(), Map.of("k", "\"mine\"")));
                            });
            assertEquals("rival 3", seen);
            assertEquals(4, decisions.get());
            assertEquals(Optional.of(Map.of("k", "\"mine\"")), read(store, "p"));
        }
    }

    @Test
    void a_commit_whose_answer_is_lost_is_an_unknown_outcome() {
        try (PostgresDatabase database = open(1)) {
            ContextStore store = store(database);
            set(store, "p", "1");
            wire.cutAfter(WRITES);
            assertThrows(StoreOutcomeUnknown.class, () -> set(store, "q", "2"));
            assertEquals(Optional.of(Map.of("k", "2")), read(store, "q"));
            assertEquals(Optional.of(Map.of("k", "1")), read(store, "p"));
        }
    }

    /** U+0000 can come from no client, but if it did it must not hurt others. */
    @Test
    void a_change_that_PostgreSQL_refuses_hurts_no_other() throws Exception {
        try (PostgresDatabase database = open(1)) {
            ContextStore store = store(database);
            CountDownLatch together = new CountDownLatch(1);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Boolean> first = threads.submit(() -> held(store, together));
                Future<Boolean> bad = threads.submit(() -> set(store, "bad", "\u0000"));
                List<Future<Boolean>> good = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    String project = "p" + i;
                    good.add(threads.submit(() -> set(store, project, "1")));
                }
                together.countDown();
                assertTrue(first.get());
                for (Future<Boolean> each : good) {
                    assertTrue(each.get());
                }
                ExecutionException thrown = assertThrows(ExecutionException.class, bad::get);
                assertInstanceOf(StoreFault.class, thrown.getCause());
            }
        }
    }

    private static boolean held(ContextStore store, CountDownLatch until) {
        return store.change(
                new ProjectId("first"),
                GLOBAL,
                Set.of(),
                _ -> {
                    try {
                        until.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return new Decision<>(true, new ScopeChange.Nothing());
                });
    }

    @Test
    void more_than_fits_a_round_waits_for_the_next() throws Exception {
        String large = "\"" + "x".repeat(3 << 20) + "\"";
        try (PostgresDatabase database = open(1);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ContextStore store = store(database);
            for (int round = 0; round < 2; round++) { // nothing to read at first, then much
                List<Future<Boolean>> all = new ArrayList<>();
                for (int i = 0; i < 9; i++) {
                    String project = "p" + i % 5;
                    all.add(threads.submit(() -> set(store, project, large)));
                }
                for (Future<Boolean> each : all) {
                    assertTrue(each.get());
                }
            }
            for (int i = 0; i < 5; i++) {
                assertEquals(Optional.of(Map.of("k", large)), read(store, "p" + i));
            }
        }
    }
}
