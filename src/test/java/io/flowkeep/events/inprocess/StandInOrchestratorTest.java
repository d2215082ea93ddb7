package io.flowkeep.events.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.events.Backoff;
import io.flowkeep.events.Envelope;
import io.flowkeep.events.EventBus;
import io.flowkeep.events.Events;
import io.flowkeep.events.FakeOutbox;
import io.flowkeep.events.IntakeWatch;
import io.flowkeep.events.LeaseSettings;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.events.RecordingHandler;
import io.flowkeep.events.Redelivery;
import io.flowkeep.events.Relay;
import io.flowkeep.events.RelaySettings;
import io.flowkeep.events.RelayWatch;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.json.Json;
import io.flowkeep.testing.Await;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class StandInOrchestratorTest {
    private static final Clock CLOCK = Clock.fixed(Events.NOON, ZoneOffset.UTC);
    private static final Redelivery QUICK =
            new Redelivery(
                    2,
                    new Backoff(Duration.ofMillis(1), Duration.ofMillis(5)),
                    Duration.ofMillis(1));

    private final RecordingHandler handler = new RecordingHandler();

    @Test
    void its_answers_are_whole_messages() {
        Envelope.Event event = new Envelope.Event("flow.starting", Json.object().put("id", "f1"));
        assertEquals(
                Optional.of(
                        "{\"headers\":{\"name\":\"flow.started\",\"createdAt\":1777636800000,"
                                + "\"serviceName\":\"component-orchestrator\"},"
                                + "\"payload\":{\"id\":\"f1\"}}"),
                new StandInOrchestrator(CLOCK).answer(event));
    }

    @Test
    void starting_is_answered_by_started_and_stopping_by_stopped() {
        try (EventBus bus = bus()) {
            bus.consume(handler);
            bus.publish(
                    List.of(
                            Events.event("f1", "f1", "flow.starting"),
                            Events.event("f2", "f2", "flow.stopping"),
                            Events.event("f3", "f3", "flowrepo.flow.created")));
            assertEquals(
                    List.of(
                            "flow.starting",
                            "flow.started",
                            "flow.stopping",
                            "flow.stopped",
                            "flowrepo.flow.created"),
                    handler.names());
            assertEquals(List.of("f1", "f1", "f2", "f2", "f3"), handler.ids());
        }
    }

    @Test
    void without_it_nobody_answers() {
        try (EventBus bus = InProcessBus.open(QUICK, IntakeWatch.NONE)) {
            bus.consume(handler);
            bus.publish(List.of(Events.event("f1", "f1", "flow.starting")));
            assertEquals(List.of("flow.starting"), handler.names());
        }
    }

    @Test
    void an_event_without_an_id_is_not_answered() {
        String body = Events.body("flow.starting", Json.object().put("id", 7));
        try (EventBus bus = bus()) {
            bus.consume(handler);
            bus.publish(List.of(new OutboxEvent("i", "k", "flow.starting", body, Events.NOON, 0)));
            assertEquals(List.of("flow.starting"), handler.names());
        }
    }

    @Test
    void no_answer_is_lost_while_the_store_is_away() throws Exception {
        AtomicInteger outage = new AtomicInteger(20);
        try (EventBus bus = bus()) {
            bus.consume((name, payload) -> {
                if (name.equals("flow.started") && outage.getAndDecrement() > 0) {
                    throw new StoreUnavailable("away", null);
                }
                return handler.handle(name, payload);
            });
            CompletableFuture.runAsync(
                            () -> bus.publish(List.of(Events.event("f", "f", "flow.starting"))))
                    .get(10, TimeUnit.SECONDS);
            assertEquals(List.of("flow.starting", "flow.started"), handler.names());
        }
    }

    @Test
    void an_event_stays_in_the_outbox_until_its_answer_is_handled() throws Exception {
        handler.takeMillis(200);
        FakeOutbox outbox = new FakeOutbox();
        outbox.store(Events.event("f", "f", "flow.starting"));
        try (EventBus bus = bus();
                Relay relay =
                        new Relay(
                                outbox,
                                bus,
                                CLOCK,
                                RelaySettings.usual(),
                                LeaseSettings.usual("test"),
                                RelayWatch.NONE)) {
            bus.consume(handler);
            relay.start();
            Await.until("the answer is being handled", () -> handler.begun() == 2);
            assertEquals(List.of("f"), outbox.ids());
            Await.until("it is struck off", () -> outbox.ids().isEmpty());
            assertEquals(List.of("flow.starting", "flow.started"), handler.names());
        }
    }

    private static EventBus bus() {
        return InProcessBus.answering(new StandInOrchestrator(CLOCK), QUICK, IntakeWatch.NONE);
    }
}
