package io.flowkeep.events.rabbitmq;

import io.flowkeep.events.Events;
import io.flowkeep.events.FakeOutbox;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.events.Relay;
import java.util.ArrayList;
import java.util.List;

/** Stores events at a steady pace until it is stopped. */
final class Producer {
    private static final int KEYS = 20;

    private final List<OutboxEvent> stored = new ArrayList<>();
    private final FakeOutbox outbox;
    private final Relay relay;
    private final Thread thread;
    private volatile boolean stopped;

    Producer(FakeOutbox outbox, Relay relay) {
        this.outbox = outbox;
        this.relay = relay;
        this.thread = Thread.ofPlatform().daemon().start(this::produce);
    }

    private void produce() {
        for (int i = 0; !stopped; i++) {
            OutboxEvent event = Events.event("e" + i, "k" + i % KEYS, "flow.started");
            synchronized (stored) {
                stored.add(event);
            }
            outbox.store(event);
            relay.wake();
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    List<OutboxEvent> stored() {
        synchronized (stored) {
            return List.copyOf(stored);
        }
    }

    /** Gives all that was ever stored. */
    List<OutboxEvent> stop() throws InterruptedException {
        stopped = true;
        thread.join();
        return stored();
    }
}
