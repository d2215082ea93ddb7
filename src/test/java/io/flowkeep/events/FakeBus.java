package io.flowkeep.events;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** A bus that does as it is told and remembers what it was handed. Safe for concurrent use. */
final class FakeBus implements EventBus {
    private final List<List<String>> batches = new ArrayList<>();
    private Function<OutboxEvent, Publication> mind = _ -> new Publication.Confirmed();
    private int outagesLeft;
    private final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);

    synchronized void decide(Function<OutboxEvent, Publication> mind) {
        this.mind = mind;
    }

    synchronized void goAway(int times) {
        outagesLeft = times;
    }

    void holdBatches() {
        gate.drainPermits();
    }

    void letBatchesGo() {
        gate.release(Integer.MAX_VALUE / 2);
    }

    synchronized List<List<String>> batches() {
        return List.copyOf(batches);
    }

    synchronized List<String> ids() {
        return batches.stream().flatMap(List::stream).toList();
    }

    @Override
    public List<Publication> publish(List<OutboxEvent> events) {
        synchronized (this) {
            batches.add(events.stream().map(OutboxEvent::id).toList());
            if (outagesLeft > 0) {
                outagesLeft--;
                throw new BusUnavailable("away");
            }
        }
        try {
            gate.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusUnavailable("interrupted", e);
        }
        synchronized (this) {
            return events.stream().map(mind).toList();
        }
    }

    @Override
    public void consume(EventHandler handler) {}

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void close() {}
}
