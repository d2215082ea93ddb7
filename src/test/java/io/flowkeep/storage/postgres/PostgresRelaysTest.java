package io.flowkeep.storage.postgres;

import static io.flowkeep.flows.SampleFlows.ALL;
import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.event;
import static io.flowkeep.flows.SampleFlows.events;
import static io.flowkeep.flows.SampleFlows.flow;
import static io.flowkeep.flows.SampleFlows.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.EventBus;
import io.flowkeep.events.EventHandler;
import io.flowkeep.events.LeaseSettings;
import io.flowkeep.events.Outbox;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.events.Publication;
import io.flowkeep.events.Relay;
import io.flowkeep.events.RelaySettings;
import io.flowkeep.events.RelayWatch;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.testing.Await;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** Many servers on one outbox: each flow's events stay in order, whoever stores and sends them. */
@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresRelaysTest {
    @Parameter private Through through = Through.NOTHING;

    private static final int FLOWS = 3;
    private static final int WRITERS = 6;
    private static final int CHANGES = 14 * FLOWS;

    private OwnPostgres server;
    private PostgresDatabase one;
    private PostgresDatabase two;

    @BeforeEach
    void prepare() throws Exception {
        server = OwnPostgres.create(through);
        one = server.open();
        two = server.open();
        one.prepare(PostgresSchema.FLOWS);
        for (int number = 1; number <= FLOWS; number++) {
            new PostgresFlowStore(one).insert(flow(number, "{'flowSettings':{'n':0}}"), List.of());
        }
    }

    @AfterEach
    void drop() throws Exception {
        one.close();
        two.close();
        server.close();
    }

    /** Raises the flow's number and tells of it. */
    private static void raise(FlowStore store, int number) {
        assertTrue(store.change(id(number), ALL, PostgresRelaysTest::raised).isPresent());
    }

    private static Decision<Integer> raised(Flow flow) {
        ObjectNode json = flow.definition().json().deepCopy();
        int n = json.path("flowSettings").path("n").asInt() + 1;
        json.withObject("/flowSettings").put("n", n);
        return Decision.put(
                n,
                flow.defined(FlowDefinition.of(json), NOON),
                List.of(event(flow.id() + " " + n), event(flow.id() + " " + n + "b")));
    }

    private List<Future<?>> racing(ExecutorService threads) {
        List<Future<?>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            FlowStore store = new PostgresFlowStore(writer % 2 == 0 ? one : two);
            writers.add(
                    threads.submit(() -> {
                        for (int i = 0; i < CHANGES; i++) {
                            raise(store, 1 + i % FLOWS);
                        }
                    }));
        }
        return writers;
    }

    private static void assertInOrder(List<String> ids, int last) {
        for (int number = 1; number <= FLOWS; number++) {
            String flow = id(number).hex() + " ";
            List<String> expected = new ArrayList<>();
            for (int n = 1; n <= last; n++) {
                expected.add(flow + n);
                expected.add(flow + n + "b");
            }
            assertEquals(expected, ids.stream().filter(each -> each.startsWith(flow)).toList());
        }
    }

    private static int changesOfEach() {
        return WRITERS * CHANGES / FLOWS;
    }

    private boolean isDrained(Outbox outbox, List<String> seen) {
        List<OutboxEvent> due = outbox.due(NOON, 7);
        due.forEach(event -> seen.add(event.id()));
        outbox.sent(due);
        return seen.size() == changesOfEach() * FLOWS * 2;
    }

    @Test
    void events_of_racing_writers_come_in_the_order_of_the_changes() throws Exception {
        List<String> seen = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = racing(threads);
            Await.within(
                    Duration.ofSeconds(60),
                    "all came",
                    () -> isDrained(new PostgresOutbox(one), seen));
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        assertInOrder(seen, changesOfEach());
        assertEquals(0, new PostgresOutbox(one).counts(NOON).waiting());
        assertEquals(0, count("flowkeep.outbox_flows"));
    }

    @Test
    void an_event_never_overtakes_one_that_is_put_off_at_the_same_time() throws Exception {
        FlowStore store = new PostgresFlowStore(one);
        Outbox outbox = new PostgresOutbox(two);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 100; round++) {
                String first = "a" + round;
                String second = "b" + round;
                tell(store, first);
                OutboxEvent event = outbox.due(NOON, 1).getFirst();
                Outbox.Postponement postponement =
                        new Outbox.Postponement(event, NOON.plusSeconds(60), "nobody");
                Future<?> teller = threads.submit(() -> tell(store, second));
                Future<?> relay = threads.submit(() -> outbox.postpone(List.of(postponement)));
                teller.get();
                relay.get();
                List<OutboxEvent> due = outbox.due(NOON, 10);
                List<String> ids = due.stream().map(OutboxEvent::id).toList();
                assertTrue(ids.isEmpty() || ids.equals(List.of(first, second)), ids.toString());
                outbox.sent(outbox.due(NOON.plusSeconds(60), 10));
                assertEquals(0, outbox.counts(NOON).waiting());
            }
        }
    }

    private static void tell(FlowStore store, String event) {
        assertTrue(
                store.change(id(1), ALL, flow -> Decision.put("", flow, events(event)))
                        .isPresent());
    }

    @Test
    void when_the_server_that_sends_dies_another_goes_on_within_ten_seconds() throws Exception {
        Recording bus = new Recording();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Relay first = relay(one, bus, "first");
                Relay second = relay(two, bus, "second")) {
            first.start();
            tell(new PostgresFlowStore(two), "begin");
            Await.until("the first one works", () -> bus.ids.contains("begin"));
            second.start();
            List<Future<?>> writers = racing(threads);
            for (Future<?> writer : writers) {
                writer.get();
            }
            one.close(); // it can neither read nor give the lease back
            tell(new PostgresFlowStore(two), "end");
            Await.until("the second one goes on", () -> bus.ids.contains("end"));
            Await.until("all is sent", () -> new PostgresOutbox(two).counts(NOON).waiting() == 0);
        }
        List<String> each = List.copyOf(new LinkedHashSet<>(bus.ids));
        assertInOrder(each, changesOfEach());
    }

    @Test
    void what_another_server_stores_is_noticed_and_a_closed_relay_is_followed_at_once()
            throws Exception {
        Recording bus = new Recording();
        Relay first = relay(one, bus, "first");
        try (Relay second = relay(two, bus, "second")) {
            first.start();
            tell(new PostgresFlowStore(two), "a");
            Await.until("sent", () -> bus.ids.contains("a"));
            second.start();
            tell(new PostgresFlowStore(two), "b");
            Await.until("sent", () -> bus.ids.contains("b"));
            first.close();
            tell(new PostgresFlowStore(one), "c");
            Await.within(Duration.ofSeconds(4), "sent", () -> bus.ids.contains("c"));
        }
        assertEquals(List.of("a", "b", "c"), bus.ids);
        assertEquals(Set.of("first", "second"), Set.copyOf(bus.names));
        assertEquals(0, count("flowkeep.leases"));
    }

    private static Relay relay(PostgresDatabase database, Recording bus, String name) {
        return new Relay(
                new PostgresOutbox(database),
                bus.as(name),
                Clock.systemUTC(),
                RelaySettings.usual(),
                LeaseSettings.usual(name),
                RelayWatch.NONE);
    }

    private long count(String table) {
        return two.read(session ->
                session.find("SELECT count(*) FROM " + table, row -> row.getLong(1)).orElseThrow());
    }

    /** Remembers what it was handed, and by whom. */
    private static final class Recording {
        final List<String> ids = new CopyOnWriteArrayList<>();
        final List<String> names = new CopyOnWriteArrayList<>();

        EventBus as(String name) {
            return new EventBus() {
                @Override
                public List<Publication> publish(List<OutboxEvent> events) {
                    names.add(name);
                    events.forEach(event -> ids.add(event.id()));
                    return events.stream()
                            .<Publication>map(_ -> new Publication.Confirmed())
                            .toList();
                }

                @Override
                public void consume(EventHandler handler) {}

                @Override
                public boolean isConnected() {
                    return true;
                }

                @Override
                public void close() {}
            };
        }
    }
}
