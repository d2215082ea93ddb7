package io.flowkeep.storage.mongodb;

import static io.flowkeep.flows.SampleFlows.ALL;
import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.events;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.owned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.testing.TcpProxy;
import io.flowkeep.trust.Trust;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** With the server away, slow or refusing, every call ends in time and says what became of it. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MongoAwayTest {
    private static final Duration BOUND = Duration.ofSeconds(5);

    private final StandInMongo server = new StandInMongo();
    private final TcpProxy proxy = TcpProxy.before("127.0.0.1", server.port());
    private final MongoDatabase database =
            MongoTests.open("mongodb://127.0.0.1:" + proxy.port() + "/away");
    private final FlowStore store = database.flows();

    @AfterEach
    void close() {
        proxy.stall(false);
        database.close();
        proxy.close();
        server.close();
    }

    private static <T extends StoreFault> void fails(Class<T> fault, Executable call) {
        assertTimeout(BOUND, () -> assertThrows(fault, call));
    }

    private void change() {
        assertTrue(
                store.change(id(1), ALL, flow -> Decision.put("", flow, events("e"))).isPresent());
    }

    @Test
    void with_the_server_away_every_call_says_so_and_later_works_again() {
        store.insert(owned(1, "a", "u1"), List.of());
        server.stop();
        fails(StoreUnavailable.class, () -> store.find(id(1), ALL));
        fails(StoreUnavailable.class, () -> store.list(FlowQuery.of(ALL)));
        fails(StoreUnavailable.class, this::change);
        fails(StoreUnavailable.class, () -> store.insert(owned(2, "b", "u1"), List.of()));
        fails(StoreUnavailable.class, () -> store.announcedBefore(Set.of(), NOON, 1));
        fails(StoreUnavailable.class, () -> database.outbox().due(NOON, 1));
        assertTimeout(
                Duration.ofMillis(1_200),
                () -> assertThrows(StoreUnavailable.class, database::probe));
        server.restart();
        assertTimeout(BOUND, () -> store.insert(owned(1, "a", "u1"), List.of()));
        change();
        database.probe();
    }

    @Test
    void a_server_that_does_not_answer_is_not_waited_for() {
        store.insert(owned(1, "a", "u1"), List.of());
        proxy.stall(true);
        fails(StoreUnavailable.class, () -> store.find(id(1), ALL));
        fails(StoreUnavailable.class, () -> store.list(FlowQuery.of(ALL)));
        fails(StoreUnavailable.class, this::change);
        assertTimeout(
                Duration.ofMillis(1_200),
                () -> assertThrows(StoreUnavailable.class, database::probe));
        proxy.stall(false);
        assertTimeout(BOUND, this::change);
    }

    @Test
    void a_write_without_an_answer_may_have_happened() {
        store.insert(owned(1, "a", "u1"), List.of());
        fails(
                StoreOutcomeUnknown.class,
                () ->
                        store.change(
                                id(1),
                                ALL,
                                flow -> {
                                    proxy.stall(true);
                                    return Decision.put("", flow, events("e"));
                                }));
        proxy.stall(false);
        assertTimeout(
                BOUND,
                () -> {
                    while (database.outbox().due(NOON, 10).isEmpty()) {
                        Thread.sleep(10);
                    }
                });
    }

    @Test
    void opening_does_not_need_the_server() {
        server.stop();
        assertTimeout(
                BOUND,
                () -> {
                    try (MongoDatabase other = MongoTests.open(server.url("other"))) {
                        assertThrows(StoreUnavailable.class, other::probe);
                    }
                });
    }

    @Test
    void a_closed_database_is_unavailable() {
        database.close();
        assertThrows(StoreUnavailable.class, () -> store.find(id(1), ALL));
        assertThrows(StoreUnavailable.class, () -> store.insert(owned(1, "a"), List.of()));
    }

    @Test
    void a_flow_that_is_too_large_is_refused_and_nothing_is_stored() {
        String name = "x".repeat(17_000_000);
        assertThrows(StoreUnavailable.class, () -> store.insert(owned(1, name), List.of()));
        assertTrue(store.find(id(1), ALL).isEmpty());
    }

    @Test
    void a_url_that_makes_no_sense_is_refused_without_repeating_it() {
        for (String url :
                List.of("", "redis://u:secret@h", "mongodb://u:sec@ret@h/x", "mongodb://")) {
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> MongoDatabase.open(url, Trust.ofJvm(), MongoTests.settings()));
            assertFalse(String.valueOf(refused.getMessage()).contains("sec"));
            assertEquals(null, refused.getCause());
        }
    }
}
