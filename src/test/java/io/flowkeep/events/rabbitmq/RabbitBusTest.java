package io.flowkeep.events.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import io.flowkeep.events.Backoff;
import io.flowkeep.events.BusUnavailable;
import io.flowkeep.events.CountingIntake;
import io.flowkeep.events.Events;
import io.flowkeep.events.Handling;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.events.Publication;
import io.flowkeep.events.Publication.Confirmed;
import io.flowkeep.events.Publication.Refused;
import io.flowkeep.events.Publication.Unroutable;
import io.flowkeep.events.RecordingHandler;
import io.flowkeep.events.Redelivery;
import io.flowkeep.json.Json;
import io.flowkeep.testing.Await;
import io.flowkeep.trust.Trust;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RabbitBusTest {
    private static final Clock CLOCK = Clock.fixed(Events.NOON, ZoneOffset.UTC);
    private static final Redelivery QUICK =
            new Redelivery(
                    2,
                    new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)),
                    Duration.ofSeconds(10));

    private final RecordingHandler handler = new RecordingHandler();
    private final CountingIntake watch = new CountingIntake();
    private RabbitBroker broker;
    private RabbitSettings settings;
    private RabbitBus bus;

    @BeforeEach
    void open() throws Exception {
        broker = RabbitBroker.find();
        settings = broker.settings().redelivering(QUICK);
        bus = RabbitBus.open(settings, Trust.ofJvm(), CLOCK, watch);
        Await.until("connected", bus::isConnected);
    }

    @AfterEach
    void close() throws Exception {
        bus.close();
        broker.close();
    }

    @Test
    void a_message_has_an_id_and_else_only_what_the_other_services_know() throws Exception {
        String queue = broker.queueOf("#");
        OutboxEvent event = Events.event("e1", "f1", "flowrepo.flow.created");
        assertEquals(List.of(new Confirmed()), bus.publish(List.of(event)));
        GetResponse message = broker.take(queue).orElseThrow();
        assertEquals(event.body(), RabbitBroker.text(message));
        assertEquals("flowrepo.flow.created", message.getEnvelope().getRoutingKey());
        assertEquals(settings.exchange(), message.getEnvelope().getExchange());
        BasicProperties properties = message.getProps();
        assertEquals(2, properties.getDeliveryMode());
        assertEquals(Map.of(), properties.getHeaders());
        assertEquals("e1", properties.getMessageId());
        assertNull(properties.getContentType());
        assertNull(properties.getContentEncoding());
        assertNull(properties.getTimestamp());
        assertNull(properties.getType());
        assertNull(properties.getAppId());
        assertNull(properties.getPriority());
        assertNull(properties.getExpiration());
    }

    @Test
    void what_nobody_has_bound_is_unroutable_and_the_rest_is_confirmed() {
        List<Publication> publications =
                bus.publish(
                        List.of(
                                Events.event("a", "k", "flow.started"),
                                Events.event("b", "k", "nobody.wants.this"),
                                Events.event("c", "k", "flow.stopped"),
                                Events.event("d", "k", "nor.this")));
        assertEquals(
                List.of(
                        new Confirmed(),
                        new Unroutable("312 NO_ROUTE"),
                        new Confirmed(),
                        new Unroutable("312 NO_ROUTE")),
                publications);
    }

    @Test
    void what_the_broker_refuses_is_refused() throws Exception {
        String full = settings.queue() + "-full";
        broker.channel()
                .queueDeclare(
                        full,
                        true,
                        false,
                        false,
                        Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        broker.channel().queueBind(full, settings.exchange(), "full");
        List<Publication> publications = bus.publish(Events.many("e", 3, 1, "full"));
        assertEquals(new Confirmed(), publications.getFirst());
        assertInstanceOf(Refused.class, publications.getLast());
        broker.delete(full);
    }

    @Test
    void what_cannot_even_be_sent_is_refused_and_the_rest_goes_out() {
        List<Publication> publications =
                bus.publish(
                        List.of(
                                Events.event("a", "k", "n".repeat(300)),
                                Events.event("b", "k", "flow.started")));
        assertInstanceOf(Refused.class, publications.get(0));
        assertEquals(new Confirmed(), publications.get(1));
    }

    @Test
    void poison_goes_to_the_dead_letter_queue_with_its_reason() throws Exception {
        bus.consume(handler);
        List<String> poison =
                List.of(
                        "{\"headers\"",
                        "{}",
                        "{\"headers\":null,\"payload\":{}}",
                        "null",
                        "{\"headers\":{\"name\":\"flow.started\"},\"payload\":null}");
        for (String body : poison) {
            broker.send("flow.started", body);
        }
        broker.send("flow.started", Events.body("flow.started", Json.object().put("id", "good")));
        Await.until("the good one is there", () -> handler.ids().equals(List.of("good")));
        assertEquals(5, watch.deadLettered.get());
        List<String> reasons =
                List.of("not JSON", "no headers", "no headers", "not a JSON object", "no payload");
        for (int i = 0; i < poison.size(); i++) {
            GetResponse letter = broker.take(settings.deadLetterQueue()).orElseThrow();
            assertEquals(poison.get(i), RabbitBroker.text(letter));
            String reason = RabbitBroker.header(letter, "dead-letter-reason");
            assertTrue(reason.startsWith(reasons.get(i)), reason);
            assertEquals("flow.started", RabbitBroker.header(letter, "dead-letter-routing-key"));
            assertEquals(settings.exchange(), RabbitBroker.header(letter, "dead-letter-exchange"));
            assertEquals("2026-05-01T12:00:00Z", RabbitBroker.header(letter, "dead-letter-time"));
            assertEquals(2, letter.getProps().getDeliveryMode());
        }
        Await.until("all are acknowledged", () -> broker.count(settings.queue()) == 0);
    }

    @Test
    void a_dead_letter_neither_expires_nor_goes_elsewhere() throws Exception {
        bus.consume(handler);
        BasicProperties odd =
                new BasicProperties.Builder()
                        .expiration("100")
                        .userId("guest")
                        .messageId("m1")
                        .headers(Map.of("CC", List.of("flow.stopped"), "note", "x"))
                        .build();
        broker.channel()
                .basicPublish("", settings.queue(), odd, "poison".getBytes(StandardCharsets.UTF_8));
        Await.until("it is put aside", () -> watch.deadLettered.get() == 1);
        Thread.sleep(200);
        GetResponse letter = broker.take(settings.deadLetterQueue()).orElseThrow();
        assertEquals("m1", letter.getProps().getMessageId());
        assertNull(letter.getProps().getExpiration());
        assertTrue(RabbitBroker.header(letter, "dead-letter-headers").contains("note"));
        assertEquals(0, broker.count(settings.deadLetterQueue()));
    }

    @Test
    void an_event_whose_handler_fails_for_good_goes_there_too() throws Exception {
        handler.failAlwaysAt("bad");
        bus.consume(handler);
        broker.send("flow.started", Events.body("flow.started", Json.object().put("id", "bad")));
        broker.send("flow.started", Events.body("flow.started", Json.object().put("id", "good")));
        Await.until("the good one is there", () -> handler.ids().equals(List.of("good")));
        GetResponse letter = broker.take(settings.deadLetterQueue()).orElseThrow();
        String reason = RabbitBroker.header(letter, "dead-letter-reason");
        assertTrue(reason.contains("failed 2 times"), reason);
        assertTrue(reason.contains("told to fail"), reason);
    }

    @Test
    void the_way_a_message_came_does_not_matter() throws Exception {
        bus.consume(handler);
        broker.send("flow.failed", Events.body("some.other", Json.object().put("id", "x")));
        Await.until("it is there", () -> handler.names().equals(List.of("some.other")));
        Await.until("it is acknowledged", () -> watch.handled.get() == 1);
    }

    @Test
    void messages_that_are_too_large_are_put_aside_unread() throws Exception {
        bus.consume(handler);
        byte[] large = new byte[17 * 1024 * 1024];
        broker.channel().basicPublish("", settings.queue(), null, large);
        broker.send("flow.started", Events.body("flow.started", Json.object().put("id", "good")));
        Await.until("the good one is there", () -> handler.ids().equals(List.of("good")));
        GetResponse letter = broker.take(settings.deadLetterQueue()).orElseThrow();
        assertEquals(large.length, letter.getBody().length);
        assertTrue(
                RabbitBroker.header(letter, "dead-letter-reason").startsWith("too large"),
                "the reason");
    }

    @Test
    void a_dead_letter_queue_that_somebody_deletes_is_made_again() throws Exception {
        bus.consume(handler);
        broker.delete(settings.deadLetterQueue());
        broker.send("flow.started", "poison");
        Await.until("it is put aside", () -> watch.deadLettered.get() == 1);
        assertTrue(broker.take(settings.deadLetterQueue()).isPresent());
    }

    @Test
    void a_message_is_acknowledged_when_the_handler_is_done_and_not_before() throws Exception {
        handler.takeMillis(60_000);
        bus.consume(handler);
        broker.send("flow.started", Events.body("flow.started", Json.object().put("id", "x")));
        Await.until("it is being handled", () -> handler.begun() == 1);
        bus.close(); // interrupts the handler in the end
        assertEquals(List.of(), handler.ids());
        Await.until("it is back", () -> broker.count(settings.queue()) == 1);
    }

    @Test
    void a_queue_that_somebody_deletes_is_made_again_with_its_bindings() throws Exception {
        bus.consume(handler);
        Await.until("consuming", () -> broker.channel().consumerCount(settings.queue()) == 1);
        broker.delete(settings.queue());
        Await.until(
                "it is published again",
                () -> {
                    try {
                        return bus.publish(Events.many("e", 1, 1, "flow.started"))
                                .equals(List.of(new Confirmed()));
                    } catch (BusUnavailable e) {
                        return false;
                    }
                });
        Await.until("it is there", () -> handler.ids().contains("e0"));
    }

    @Test
    void an_exchange_that_somebody_deletes_is_made_again() throws Exception {
        bus.consume(handler);
        broker.channel().exchangeDelete(settings.exchange());
        List<OutboxEvent> events = Events.many("e", 5, 1, "flow.started");
        assertThrows(BusUnavailable.class, () -> bus.publish(events));
        Await.until("connected again", bus::isConnected);
        assertEquals(new Confirmed(), bus.publish(events).getLast());
        Await.until("all are there", () -> handler.ids().size() == 5);
    }

    @Test
    void queues_that_exist_are_taken_as_they_are() throws Exception {
        bus.close();
        broker.delete(settings.queue(), settings.deadLetterQueue());
        Map<String, Object> odd = Map.of("x-max-length", 100_000);
        broker.channel().queueDeclare(settings.queue(), true, false, false, odd);
        broker.channel().queueDeclare(settings.deadLetterQueue(), true, false, false, odd);
        bus = RabbitBus.open(settings, Trust.ofJvm(), CLOCK, watch);
        bus.consume(handler);
        Await.until("connected", bus::isConnected);
        bus.publish(Events.many("e", 3, 1, "flow.started"));
        Await.until("all are there", () -> handler.ids().size() == 3);
    }

    @Test
    void our_queue_has_no_arguments() throws Exception {
        broker.channel().queueDeclare(settings.queue(), true, false, false, Map.of());
        broker.channel().exchangeDeclare(settings.exchange(), "topic", true);
        assertTrue(broker.channel().isOpen());
    }

    @Test
    void two_threads_may_publish_at_once() throws Exception {
        List<Thread> threads =
                IntStream.range(0, 4)
                        .mapToObj(i ->
                                Thread.ofPlatform()
                                        .start(() ->
                                                bus.publish(
                                                        Events.many(
                                                                i + "-", 200, 1, "flow.started"))))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        bus.consume((_, _) -> new Handling.Done());
        Await.until("all are there", () -> watch.handled.get() == 800);
    }

    @Test
    void there_is_one_handler() {
        bus.consume(handler);
        assertThrows(IllegalStateException.class, () -> bus.consume(handler));
    }
}
