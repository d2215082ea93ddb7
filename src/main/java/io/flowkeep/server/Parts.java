package io.flowkeep.server;

import io.flowkeep.faults.Durability;
import io.flowkeep.http.Probe;
import io.flowkeep.metrics.Meters;
import io.flowkeep.stores.DatabaseWatch;
import io.flowkeep.stores.Opened;
import io.flowkeep.stores.Opening;
import io.flowkeep.trust.Trust;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the parts are built with, and what has been built so far. For the starting thread. */
final class Parts {
    private final Opened opened;
    private final Clock clock;
    private final Trust trust;
    private final Meters meters;
    private final Opening stores;
    private final List<Runnable> onceServing = new ArrayList<>();

    Parts(Opened opened, Clock clock, Trust trust, Durability durability, Meters meters) {
        this.opened = opened;
        this.clock = clock;
        this.trust = trust;
        this.meters = meters;
        this.stores = new Opening(opened, clock, trust, durability, new Databases(meters));
    }

    Clock clock() {
        return clock;
    }

    Trust trust() {
        return trust;
    }

    /** Where meters are registered. */
    MeterRegistry registry() {
        return meters.registry();
    }

    /** What stores are opened with. */
    Opening stores() {
        return stores;
    }

    /** Closes this at the stop, before everything that was added earlier. */
    <T extends AutoCloseable> T add(T part) {
        return opened.add(part);
    }

    /** Repeats a task until the stop. */
    void repeat(Duration pause, String name, Runnable chore) {
        var _ = add(Repeating.every(pause, name, chore));
    }

    /** Begins this once the port is open. */
    void onceServing(Runnable work) {
        onceServing.add(work);
    }

    /** The port is open. */
    void serving() {
        onceServing.forEach(Runnable::run);
        onceServing.clear();
    }

    /** Shows a neighbour in {@code /readyz}, which stays ready without it. */
    void neighbour(String name, BooleanSupplier isReady) {
        opened.check(new Opened.Check(name, isReady, false));
    }

    /** What {@code /readyz} shows. */
    List<Probe> probes() {
        return opened.checks().stream().map(Parts::probe).toList();
    }

    private static Probe probe(Opened.Check check) {
        return check.isNeeded()
                ? Probe.of(check.name(), check.isReady())
                : Probe.ofNeighbour(check.name(), check.isReady());
    }

    /** Measures databases. */
    private record Databases(Meters meters) implements DatabaseWatch {
        @Override
        public Commits commits(String name) {
            return meters.commits(name)::committed;
        }

        @Override
        public void queue(String name, Supplier<Number> waiting) {
            meters.queue(name, waiting);
        }
    }
}
