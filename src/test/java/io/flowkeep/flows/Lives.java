package io.flowkeep.flows;

import static io.flowkeep.flows.SampleFlows.ALL;
import static io.flowkeep.flows.SampleFlows.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.events.OutboxEvent;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.storage.memory.MemoryFlowStore;
import io.flowkeep.testing.StoppedClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A store in memory with its flows' lives, a stopped clock, and short words for tests. */
public final class Lives {
    static final Duration DEADLINE = Duration.ofSeconds(60);
    public static final Actor OWNER = new Actor("u1", "t1", false, "secret");
    public static final Actor ADMIN = new Actor("root", "", true, "secret");
    public static final Actor STRANGER = new Actor("u9", "t9", false, "secret");

    public final StoppedClock clock = StoppedClock.at(SampleFlows.NOON);
    public final MemoryFlowStore store = new MemoryFlowStore();
    private final AtomicInteger events = new AtomicInteger();
    public final FlowEvents flowEvents =
            new FlowEvents(clock, () -> "e" + events.incrementAndGet());
    final FlowLifecycle lifecycle = withReferences(ReferenceCheck.NONE);

    FlowLifecycle withReferences(ReferenceCheck references) {
        return new FlowLifecycle(store, flowEvents, references, clock, DEADLINE);
    }

    public void insert(Flow... flows) {
        for (Flow flow : flows) {
            store.insert(flow, List.of());
        }
    }

    public Flow stored(int number) {
        return store.find(id(number), ALL).orElseThrow();
    }

    RunState run(int number) {
        return stored(number).run();
    }

    String status(int number) {
        return stored(number).status().text();
    }

    /** Tells of a flow, which must do. */
    void hear(String name, int number) {
        assertEquals(new Received.Done(), lifecycle.received(name, idOf(id(number).hex())));
    }

    /** A payload. */
    static ObjectNode idOf(String id) {
        ObjectNode payload = Json.object();
        payload.put("id", id);
        return payload;
    }

    /** Takes the events that wait. */
    List<OutboxEvent> takeEvents() {
        List<OutboxEvent> due = store.outbox().due(clock.instant(), 10_000);
        store.outbox().sent(due);
        return due;
    }

    /** Takes the events that wait, and gives their names. */
    public List<String> announced() {
        return takeEvents().stream().map(OutboxEvent::name).toList();
    }

    static JsonNode payload(OutboxEvent event) {
        try {
            return Json.parseStored(event.body()).path("payload");
        } catch (JsonSyntaxException e) {
            throw new AssertionError(event.body(), e);
        }
    }
}
