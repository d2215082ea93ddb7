package io.flowkeep.events.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.BusUnavailable;
import io.flowkeep.events.Events;
import io.flowkeep.events.FakeOutbox;
import io.flowkeep.events.IntakeWatch;
import io.flowkeep.events.LeaseSettings;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.events.Publication;
import io.flowkeep.events.Publication.Confirmed;
import io.flowkeep.events.Publication.Refused;
import io.flowkeep.events.RecordingHandler;
import io.flowkeep.events.Relay;
import io.flowkeep.events.RelaySettings;
import io.flowkeep.events.RelayWatch;
import io.flowkeep.json.Json;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.OwnServers;
import io.flowkeep.testing.servers.RabbitNode;
import io.flowkeep.trust.Trust;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A broker of the tests' own stops, comes back, is full. */
@Tag("neighbours")
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class StoppedBrokerTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir private Path home;
    private RabbitNode node;
    private RabbitBroker broker;
    private RabbitBus bus;

    @BeforeEach
    void open() throws Exception {
        node = OwnServers.rabbit(home, "max_message_size = 1000000");
        broker = RabbitBroker.at(node.url());
        bus = RabbitBus.open(broker.settings(), Trust.ofJvm(), Clock.systemUTC(), IntakeWatch.NONE);
        Await.within(LONG, "connected", bus::isConnected);
    }

    @AfterEach
    void close() throws Exception {
        bus.close();
        node.close();
    }

    @Test
    void every_event_arrives_in_order_although_the_broker_stops_and_is_killed_under_load()
            throws Exception {
        String queue = broker.queueOf("#");
        RecordingHandler handler = new RecordingHandler();
        bus.consume(handler);
        FakeOutbox outbox = new FakeOutbox();
        Relay relay =
                new Relay(
                        outbox,
                        bus,
                        Clock.systemUTC(),
                        RelaySettings.usual(),
                        LeaseSettings.usual("test"),
                        RelayWatch.NONE);
        relay.start();
        Producer producer = new Producer(outbox, relay);
        awaitMore(producer);
        node.stop();
        awaitMore(producer);
        node.startAgain();
        awaitMore(producer);
        node.kill();
        awaitMore(producer);
        node.startAgain();
        awaitMore(producer);
        List<OutboxEvent> stored = producer.stop();
        Await.within(LONG, "all are sent", () -> outbox.ids().isEmpty());
        relay.close();
        Await.within(LONG, "all are handled", () -> handler.ids().containsAll(idsOf(stored)));
        Collector.assertAllInOrder(stored, Collector.drain(node.url(), queue));
        Collector.assertAllInOrder(stored, handler.ids());
    }

    @Test
    void an_event_larger_than_the_broker_takes_is_refused_and_holds_up_nobody() throws Exception {
        String large = Events.body("flow.started", Json.object().put("id", "x".repeat(1_100_000)));
        List<OutboxEvent> events =
                List.of(
                        Events.event("a", "k", "flow.started"),
                        new OutboxEvent("b", "k", "flow.started", large, Events.NOON, 0),
                        Events.event("c", "k", "flow.started"));
        assertThrows(BusUnavailable.class, () -> bus.publish(events));
        Await.until("connected again", bus::isConnected);
        List<Publication> publications = bus.publish(events);
        assertEquals(new Confirmed(), publications.get(0));
        assertInstanceOf(Refused.class, publications.get(1));
        assertEquals(new Confirmed(), publications.get(2));
    }

    @Test
    void a_broker_without_memory_is_unavailable_until_it_has_some() throws Exception {
        List<OutboxEvent> events = Events.many("e", 10, 1, "flow.started");
        node.control("set_vm_memory_high_watermark", "absolute", "1MB");
        BusUnavailable first =
                assertTimeout(
                        Duration.ofSeconds(20),
                        () -> assertThrows(BusUnavailable.class, () -> publishTwice(events)));
        assertTrue(String.valueOf(first.getMessage()).contains("memory"), first.getMessage());
        BusUnavailable next =
                assertTimeout(
                        Duration.ofMillis(500),
                        () -> assertThrows(BusUnavailable.class, () -> bus.publish(events)));
        assertTrue(String.valueOf(next.getMessage()).contains("memory"), next.getMessage());
        node.control("set_vm_memory_high_watermark", "0.4");
        Await.within(
                LONG,
                "publishing again",
                () -> {
                    try {
                        return bus.publish(events).getLast().equals(new Confirmed());
                    } catch (BusUnavailable e) {
                        return false;
                    }
                });
    }

    /** The broker says that it takes no messages only when it is sent the first one. */
    private void publishTwice(List<OutboxEvent> events) {
        bus.publish(events);
        bus.publish(events);
    }

    private static void awaitMore(Producer producer) throws Exception {
        int before = producer.stored().size();
        Await.within(LONG, "more events", () -> producer.stored().size() > before + 500);
    }

    private static List<String> idsOf(List<OutboxEvent> events) {
        return events.stream().map(OutboxEvent::id).toList();
    }
}
