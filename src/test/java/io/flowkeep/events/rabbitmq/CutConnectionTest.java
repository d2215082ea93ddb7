package io.flowkeep.events.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.BusUnavailable;
import io.flowkeep.events.Events;
import io.flowkeep.events.FakeOutbox;
import io.flowkeep.events.Handling;
import io.flowkeep.events.IntakeWatch;
import io.flowkeep.events.LeaseSettings;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.events.Publication.Confirmed;
import io.flowkeep.events.RecordingHandler;
import io.flowkeep.events.Relay;
import io.flowkeep.events.RelaySettings;
import io.flowkeep.events.RelayWatch;
import io.flowkeep.json.Json;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.TcpProxy;
import io.flowkeep.trust.Trust;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The network between us and the broker fails. */
@Tag("neighbours")
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class CutConnectionTest {
    private RabbitBroker broker;
    private TcpProxy proxy;
    private RabbitBus bus;

    @BeforeEach
    void open() throws Exception {
        broker = RabbitBroker.find();
        URI real = URI.create(broker.settings().uri());
        proxy = TcpProxy.before(real.getHost(), real.getPort() < 0 ? 5672 : real.getPort());
        String through =
                "amqp://" + real.getUserInfo() + "@127.0.0.1:" + proxy.port() + real.getRawPath();
        RabbitSettings settings =
                RabbitSettings.of(through)
                        .named(broker.settings().exchange(), broker.settings().queue());
        bus = RabbitBus.open(settings, Trust.ofJvm(), Clock.systemUTC(), IntakeWatch.NONE);
        Await.until("connected", bus::isConnected);
    }

    @AfterEach
    void close() throws Exception {
        proxy.stall(false);
        bus.close();
        proxy.close();
        broker.close();
    }

    @Test
    void every_event_arrives_in_order_although_connections_are_cut_in_the_middle()
            throws Exception {
        String queue = broker.queueOf("#");
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
        for (int cuts = 0; cuts < 5; cuts++) {
            int before = producer.stored().size();
            Await.until("more events", () -> producer.stored().size() > before + 150);
            proxy.cut();
        }
        List<OutboxEvent> stored = producer.stop();
        Await.within(Duration.ofSeconds(30), "all are sent", () -> outbox.ids().isEmpty());
        relay.close();
        Collector.assertAllInOrder(stored, Collector.drain(broker.settings().uri(), queue));
    }

    @Test
    void what_was_being_handled_comes_again_and_nothing_overtakes_it() throws Exception {
        RecordingHandler handler = new RecordingHandler();
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        bus.consume((name, payload) -> {
            if (calls.incrementAndGet() == 2) {
                handling.countDown();
                await(goOn);
            }
            return handler.handle(name, payload);
        });
        assertEquals(
                new Confirmed(), bus.publish(Events.many("e", 20, 1, "flow.started")).getLast());
        await(handling);
        proxy.cut();
        Await.until("connected again", bus::isConnected);
        goOn.countDown();
        Await.until("all are there", () -> handler.ids().contains("e19"));
        List<String> firsts = List.copyOf(new LinkedHashSet<>(handler.ids()));
        assertEquals(Events.many("e", 20, 1, "n").stream().map(OutboxEvent::id).toList(), firsts);
        assertTrue(handler.ids().size() >= 21, "the one whose acknowledgement was lost");
    }

    @Test
    void a_silent_network_ends_the_batch_and_then_the_session() throws Exception {
        bus.consume((_, _) -> new Handling.Done());
        proxy.stall(true);
        List<OutboxEvent> events = Events.many("e", 3, 1, "flow.started");
        assertTimeout(
                Duration.ofSeconds(8),
                () -> assertThrows(BusUnavailable.class, () -> bus.publish(events)));
        proxy.stall(false);
        Await.until("connected again", bus::isConnected);
        assertEquals(new Confirmed(), bus.publish(events).getLast());
    }

    @Test
    void a_batch_that_nobody_reads_does_not_hang_for_ever() throws Exception {
        proxy.stall(true);
        String large = Events.body("flow.started", Json.object().put("id", "x".repeat(1_000_000)));
        List<OutboxEvent> events =
                IntStream.range(0, 60)
                        .mapToObj(i ->
                                new OutboxEvent(
                                        "e" + i, "k", "flow.started", large, Events.NOON, 0))
                        .toList();
        assertTimeout(
                Duration.ofSeconds(30),
                () -> assertThrows(BusUnavailable.class, () -> bus.publish(events)));
        proxy.stall(false);
        Await.within(Duration.ofSeconds(20), "connected again", bus::isConnected);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
