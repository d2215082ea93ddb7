package io.flowkeep.storage.postgres;

import static io.flowkeep.flows.SampleFlows.ALL;
import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.events;
import static io.flowkeep.flows.SampleFlows.flow;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.owned;
import static io.flowkeep.flows.SampleFlows.ownedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.Outbox.Postponement;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowQuery.Sort;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.flows.RunState;
import io.flowkeep.flows.Unanswered;
import io.flowkeep.json.Json;
import io.flowkeep.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is special about flows in PostgreSQL: odd texts, many writers, lost connections. */
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresFlowsTest {
    private static final String ODD = "nul \0, half \ud83d, \udc00 and a quote \" \\ \u00e9";

    private OwnPostgres server;
    private PostgresDatabase database;
    private PostgresFlowStore store;

    @BeforeEach
    void open() throws Exception {
        server = OwnPostgres.create();
        database = server.open();
        database.prepare(PostgresSchema.FLOWS);
        store = new PostgresFlowStore(database);
    }

    @AfterEach
    void close() throws Exception {
        database.close();
        server.close();
    }

    @Test
    void texts_that_postgresql_cannot_hold_come_back_all_the_same() {
        RunState run =
                new RunState(FlowStatus.of(ODD), NOON, ODD, ODD, true, Unanswered.NONE, NOON, 1);
        var members = Json.object();
        members.put("name", ODD).put("description", ODD).put("type", ODD).put("fromTemplate", ODD);
        members.withArray("owners").addObject().put("id", ODD);
        Flow odd = new Flow(id(1), FlowDefinition.of(members), run, NOON, NOON, NOON);
        store.insert(odd, events("e1"));
        assertEquals(odd, store.find(id(1), ownedBy(ODD)).orElseThrow());
        FlowQuery all =
                new FlowQuery(ownedBy(ODD), ODD, ODD, ODD, ODD, "L \0, h", Sort.NAME, false, 0, 10);
        assertEquals(List.of(odd), store.list(all).flows());
        assertEquals(List.of(id(1)), store.ownedBy(ODD, "", 10));
        assertEquals(
                List.of(id(1)),
                store.announcedBefore(Set.of(FlowStatus.of(ODD)), NOON.plusMillis(1), 10));
        PostgresOutbox outbox = new PostgresOutbox(database);
        outbox.postpone(
                List.of(
                        new Postponement(
                                outbox.due(NOON, 1).getFirst(), NOON.plusSeconds(1), ODD)));
        assertEquals(ODD, outbox.postponed(1).getFirst().reason());
    }

    @Test
    void names_are_sorted_by_code_point_whatever_they_are() {
        List<String> names = List.of("", "\0", "a", "\ud800", "\udfff", "\uffff", "\ud83d\ude00");
        for (int number = names.size(); number > 0; number--) {
            store.insert(owned(number, names.get(number - 1), "u1"), List.of());
        }
        FlowQuery byName =
                new FlowQuery(ownedBy("u1"), "", "", "", "", "", Sort.NAME, false, 0, 10);
        assertEquals(
                names,
                store.list(byName).flows().stream()
                        .map(each -> each.definition().text("name"))
                        .toList());
    }

    @Test
    void a_text_too_long_for_the_index_is_found_all_the_same() {
        PostgresFlowStore indexing = new PostgresFlowStore(database, 0);
        String text = "x".repeat(Trigrams.MOST_INDEXED) + " needle";
        indexing.insert(flow(1, "{'description':'" + text + "'}"), List.of());
        indexing.insert(flow(2, "{'description':'" + text.substring(10) + "'}"), List.of());
        indexing.insert(flow(3, "{'description':'none'}"), List.of());
        FlowQuery query = new FlowQuery(ALL, "", "", "", "", "EEDL", Sort.NAME, false, 0, 10);
        assertEquals(2, indexing.list(query).total());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void many_writers_of_one_tenant_do_not_miscount(int connections) throws Exception {
        try (PostgresDatabase pool =
                PostgresDatabase.open(
                        server.address().withConnections(connections),
                        PostgresSettings.usual(Math::random)
                                .withBorrowing(Duration.ofSeconds(30)))) {
            PostgresFlowStore busy = new PostgresFlowStore(pool);
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int writer = 0; writer < 20; writer++) {
                int first = 1 + writer * 10;
                work.add(() -> {
                    for (int number = first; number < first + 10; number++) {
                        busy.insert(owned(number, "a", "u" + number % 3, "t"), List.of());
                        boolean keep = number % 2 == 0;
                        var _ =
                                busy.change(
                                        id(number),
                                        ALL,
                                        each ->
                                                keep
                                                        ? Decision.put("", each, events("e"))
                                                        : Decision.remove("", List.of()));
                    }
                    return true;
                });
            }
            together(work);
        }
        assertEquals(100, store.list(FlowQuery.of(ALL)).total());
        assertEquals(100, store.list(FlowQuery.of(ownedBy("t", "u0"))).total());
        assertEquals(33, store.list(FlowQuery.of(ownedBy("u0"))).total());
    }

    private static void together(List<Callable<Boolean>> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> each : threads.invokeAll(work)) {
                assertTrue(each.get());
            }
        }
    }

    @Test
    void a_flow_that_others_keep_changing_is_changed_in_the_end() throws Exception {
        store.insert(owned(1, "a", "u1"), List.of());
        List<Integer> tries = new ArrayList<>();
        assertTrue(
                store.change(
                                id(1),
                                ALL,
                                flow -> {
                                    tries.add(tries.size());
                                    if (tries.size() < 5) { // then it is locked
                                        tell("o" + tries.size());
                                    }
                                    return Decision.put("", flow, events("mine"));
                                })
                        .isPresent());
        assertEquals(5, tries.size());
        assertEquals(
                List.of("o1", "o2", "o3", "o4", "mine"),
                new PostgresOutbox(database)
                        .due(NOON, 10).stream().map(each -> each.id()).toList());
    }

    private void tell(String event) {
        assertTrue(
                store.change(id(1), ALL, flow -> Decision.put("", flow, events(event)))
                        .isPresent());
    }

    @Test
    void a_change_whose_connection_is_lost_may_have_been_made() throws Exception {
        store.insert(owned(1, "a", "u1"), List.of());
        try (Connection other = server.connect();
                Statement statement = other.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            other.setAutoCommit(false);
            statement.execute("SELECT 1 FROM flowkeep.flows FOR UPDATE");
            Future<?> change = threads.submit(() -> tell("e"));
            cutWhoWaits();
            ExecutionException failed = assertThrows(ExecutionException.class, change::get);
            assertInstanceOf(StoreOutcomeUnknown.class, failed.getCause());
        }
        assertEquals(List.of(), new PostgresOutbox(database).due(NOON, 10));
        tell("e");
    }

    private void cutWhoWaits() throws Exception {
        Await.until("one waits for the lock", this::isCut);
    }

    private boolean isCut() throws SQLException {
        try (Connection admin = server.connect();
                Statement statement = admin.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                        + " WHERE datname = current_database()"
                                        + " AND wait_event_type = 'Lock'")) {
            return rows.next();
        }
    }

    @Test
    void without_the_server_nothing_is_done() {
        database.close();
        assertThrows(StoreUnavailable.class, () -> store.insert(owned(1, "a"), List.of()));
        assertThrows(StoreUnavailable.class, () -> store.find(id(1), ALL));
        assertThrows(StoreUnavailable.class, () -> store.list(FlowQuery.of(ALL)));
        assertThrows(
                StoreFault.class, () -> store.change(id(1), ALL, _ -> Decision.keep("nothing")));
        assertThrows(StoreUnavailable.class, () -> new PostgresOutbox(database).due(NOON, 1));
    }
}
