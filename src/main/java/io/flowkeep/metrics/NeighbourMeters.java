package io.flowkeep.metrics;

import io.flowkeep.neighbours.NeighbourWatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts requests that went on or failed without a neighbour's answer. Safe for concurrent use. */
public final class NeighbourMeters implements NeighbourWatch {
    private final MeterRegistry registry;

    /** Counts into a registry. */
    public NeighbourMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void unavailable(String name) {
        Counter.builder("flowkeep.neighbour.unavailable")
                .description("requests that went on, or failed, without a neighbour")
                .tag("neighbour", name)
                .register(registry)
                .increment();
    }
}
