package io.flowkeep.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Times the operations of one store. Immutable; safe for concurrent use. */
final class Stopwatch {
    private final MeterRegistry registry;
    private final String store;

    Stopwatch(MeterRegistry registry, String store) {
        this.registry = registry;
        this.store = store;
    }

    /** Work that may fail to read its own input. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    Timer timer(String operation) {
        return Timer.builder("flowkeep.store.operation")
                .description("time a store takes for an operation, waiting for content included")
                .tag("store", store)
                .tag("operation", operation)
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    <T> T time(Timer timer, Supplier<T> work) {
        long start = registry.config().clock().monotonicTime();
        try {
            return work.get();
        } finally {
            timer.record(registry.config().clock().monotonicTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    void run(Timer timer, Runnable work) {
        var _ =
                time(
                        timer,
                        () -> {
                            work.run();
                            return true;
                        });
    }

    <T> T timeReading(Timer timer, Work<T> work) throws IOException {
        long start = registry.config().clock().monotonicTime();
        try {
            return work.run();
        } finally {
            timer.record(registry.config().clock().monotonicTime() - start, TimeUnit.NANOSECONDS);
        }
    }
}
