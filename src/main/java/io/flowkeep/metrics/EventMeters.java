package io.flowkeep.metrics;

import io.flowkeep.events.IntakeWatch;
import io.flowkeep.events.Outbox;
import io.flowkeep.events.RelayWatch;
import io.flowkeep.faults.StoreFault;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.function.ToDoubleFunction;

/** Counts events on their way out and in, and shows what waits. Safe for concurrent use. */
public final class EventMeters implements RelayWatch, IntakeWatch {
    private final Counter sent;
    private final Counter postponed;
    private final Counter unavailable;
    private final Counter handled;
    private final Counter failed;
    private final Counter deadLettered;

    /** Registers the counters. */
    public EventMeters(MeterRegistry registry) {
        this.sent = counter(registry, "sent", "events that the bus has confirmed");
        this.postponed = counter(registry, "postponed", "events that were tried in vain");
        this.unavailable = counter(registry, "bus.unavailable", "batches that found the bus away");
        this.handled = counter(registry, "handled", "events of other services that were handled");
        this.failed =
                counter(registry, "failed", "attempts to handle an event that failed for now");
        this.deadLettered =
                counter(registry, "dead_lettered", "events that were put aside for people");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("flowkeep.events." + name)
                .description(description)
                .register(registry);
    }

    /** Shows what an outbox holds; each scrape asks it. */
    public static void show(MeterRegistry registry, Outbox outbox, Clock clock) {
        gauge(
                registry,
                "waiting",
                "events that wait to be sent",
                outbox,
                clock,
                counts -> counts.waiting());
        gauge(
                registry,
                "parked",
                "events that wait after being tried in vain",
                outbox,
                clock,
                counts -> counts.postponed());
        gauge(
                registry,
                "oldest.seconds",
                "age of the oldest event that waits",
                outbox,
                clock,
                counts -> counts.oldestAgeMillis() / 1000.0);
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            String description,
            Outbox outbox,
            Clock clock,
            ToDoubleFunction<Outbox.Counts> value) {
        Gauge.builder(
                        "flowkeep.outbox." + name,
                        () -> {
                            try {
                                return value.applyAsDouble(outbox.counts(clock.instant()));
                            } catch (StoreFault e) {
                                return Double.NaN; // the readiness check reports the fault
                            }
                        })
                .description(description)
                .register(registry);
    }

    @Override
    public void sent(int events) {
        sent.increment(events);
    }

    @Override
    public void postponed(int events) {
        postponed.increment(events);
    }

    @Override
    public void unavailable() {
        unavailable.increment();
    }

    @Override
    public void handled() {
        handled.increment();
    }

    @Override
    public void failed() {
        failed.increment();
    }

    @Override
    public void deadLettered() {
        deadLettered.increment();
    }
}
