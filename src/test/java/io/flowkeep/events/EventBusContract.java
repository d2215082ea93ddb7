package io.flowkeep.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.json.Json;
import io.flowkeep.testing.Await;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.NullNode;

/** What every bus keeps. The names published here are those that come back to us. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class EventBusContract {
    /** Three tries, quickly. */
    protected static final Redelivery QUICK =
            new Redelivery(
                    3,
                    new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)),
                    Duration.ofSeconds(30));

    private final RecordingHandler handler = new RecordingHandler();
    private final CountingIntake watch = new CountingIntake();
    private EventBus bus;

    /** A bus to which flow.started and flow.stopped come back. */
    protected abstract EventBus open(Redelivery redelivery, IntakeWatch watch) throws Exception;

    @BeforeEach
    final void openBus() throws Exception {
        bus = open(QUICK, watch);
        Await.until("connected", bus::isConnected);
    }

    @AfterEach
    final void closeBus() {
        bus.close();
    }

    @Test
    final void each_event_is_confirmed() {
        bus.consume(handler);
        List<Publication> publications = bus.publish(Events.many("e", 300, 10, "flow.started"));
        assertEquals(300, publications.size());
        publications.forEach(each -> assertEquals(new Publication.Confirmed(), each));
    }

    @Test
    final void no_events_are_no_publications() {
        assertEquals(List.of(), bus.publish(List.of()));
    }

    @Test
    final void events_come_in_in_the_order_they_were_published() throws Exception {
        bus.consume(handler);
        List<OutboxEvent> events = Events.many("e", 200, 10, "flow.started");
        bus.publish(events.subList(0, 120));
        bus.publish(events.subList(120, 200));
        Await.until("all are there", () -> handler.ids().size() == 200);
        assertEquals(events.stream().map(OutboxEvent::id).toList(), handler.ids());
        assertEquals(200, watch.handled.get());
    }

    @Test
    final void the_name_is_that_in_the_headers() throws Exception {
        bus.consume(handler);
        String body = Events.body("flow.stopped", Json.object().put("id", "x"));
        bus.publish(List.of(new OutboxEvent("i", "k", "flow.started", body, Events.NOON, 0)));
        Await.until("it is there", () -> handler.ids().size() == 1);
        assertEquals(List.of("flow.stopped"), handler.names());
    }

    @Test
    final void an_event_whose_handler_fails_comes_again() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        bus.consume((name, payload) -> {
            if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("for a while");
            }
            return handler.handle(name, payload);
        });
        bus.publish(Events.many("e", 2, 1, "flow.started"));
        Await.until("both are there", () -> handler.ids().size() == 2);
        assertEquals(List.of("e0", "e1"), handler.ids());
        assertEquals(2, watch.failed.get());
        assertEquals(0, watch.deadLettered.get());
    }

    @Test
    final void an_event_whose_handler_fails_for_good_is_put_aside() throws Exception {
        handler.failAlwaysAt("e0");
        bus.consume(handler);
        bus.publish(Events.many("e", 2, 1, "flow.started"));
        Await.until("the second is there", () -> handler.ids().contains("e1"));
        Await.until("the first is put aside", () -> watch.deadLettered.get() == 1);
        assertEquals(3, watch.failed.get());
    }

    @Test
    final void a_store_that_is_away_is_waited_for_longer() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        bus.consume((name, payload) -> {
            if (calls.incrementAndGet() <= 10) {
                throw new StoreUnavailable("away", null);
            }
            return handler.handle(name, payload);
        });
        bus.publish(Events.many("e", 1, 1, "flow.started"));
        Await.until("it is there", () -> handler.ids().size() == 1);
        assertEquals(0, watch.deadLettered.get());
    }

    @Test
    final void what_nobody_can_handle_is_put_aside_at_once() throws Exception {
        bus.consume(handler);
        bus.publish(
                List.of(
                        raw("p1", "{"),
                        raw("p2", "{}"),
                        raw("p3", "{\"headers\":null,\"payload\":{}}"),
                        raw("p4", "null"),
                        raw("p5", Events.body("flow.started", NullNode.instance)),
                        Events.event("good", "k", "flow.started")));
        Await.until("the good one is there", () -> handler.ids().contains("good"));
        assertEquals(5, watch.deadLettered.get());
        assertEquals(0, watch.failed.get());
    }

    @Test
    final void a_handler_may_wake_whoever_publishes() throws Exception {
        FakeOutbox outbox = new FakeOutbox();
        Relay relay =
                new Relay(
                        outbox,
                        bus,
                        Clock.systemUTC(),
                        RelaySettings.usual(),
                        LeaseSettings.usual("test"),
                        RelayWatch.NONE);
        bus.consume((name, payload) -> {
            String id = payload.path("id").stringValue();
            if (id.length() < 40) {
                outbox.store(Events.event(id + "x", "k", "flow.started"));
                relay.wake();
            }
            return handler.handle(name, payload);
        });
        relay.start();
        outbox.store(Events.event("x", "k", "flow.started"));
        relay.wake();
        Await.until("all are there", () -> handler.ids().size() == 40);
        relay.close();
    }

    @Test
    final void closing_lets_the_handler_finish() throws Exception {
        handler.takeMillis(300);
        bus.consume(handler);
        Thread publisher =
                Thread.ofVirtual()
                        .start(() -> publishQuietly(Events.many("e", 1, 1, "flow.started")));
        Await.until("it is being handled", () -> handler.begun() == 1);
        assertTimeout(Duration.ofSeconds(3), bus::close);
        assertEquals(List.of("e0"), handler.ids());
        publisher.join();
    }

    @Test
    final void a_closed_bus_is_unavailable_and_can_be_closed_again() {
        bus.close();
        assertFalse(bus.isConnected());
        List<OutboxEvent> events = Events.many("e", 1, 1, "flow.started");
        assertThrows(BusUnavailable.class, () -> bus.publish(events));
        bus.close();
        assertTrue(handler.ids().isEmpty());
    }

    private void publishQuietly(List<OutboxEvent> events) {
        try {
            bus.publish(events);
        } catch (BusUnavailable e) {
            // the bus was closed meanwhile
        }
    }

    private static OutboxEvent raw(String id, String body) {
        return new OutboxEvent(id, id, "flow.started", body, Events.NOON, 0);
    }
}
