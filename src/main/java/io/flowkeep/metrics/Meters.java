package io.flowkeep.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/** All meters of one server. Safe for concurrent use; closing it ends the listeners on the JVM. */
public final class Meters implements AutoCloseable {
    private final MeterRegistry registry;
    private final Supplier<String> text;
    private final JvmGcMetrics garbage = new JvmGcMetrics();

    private Meters(MeterRegistry registry, Supplier<String> text) {
        this.registry = registry;
        this.text = text;
    }

    /** Meters that are read: those of the JVM and the process, to which others are added. */
    public static Meters read() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Meters meters = new Meters(registry, registry::scrape);
        meters.watchProcess();
        return meters;
    }

    /** Meters that are never read and record nothing. */
    public static Meters unread() {
        return new Meters(new CompositeMeterRegistry(), () -> "");
    }

    private void watchProcess() {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessMeters().bindTo(registry);
        garbage.bindTo(registry);
    }

    /** Where meters are registered. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Everything in the Prometheus text format, version 0.0.4; nothing if nobody reads it. */
    public String scrape() {
        return text.get();
    }

    /** Shows how much of something waits, for example the writes of a database. */
    public void queue(String name, Supplier<Number> depth) {
        Gauge.builder("flowkeep.queue.depth", depth)
                .description("work that waits")
                .tag("queue", name)
                .register(registry);
    }

    /** Shows a number of bytes or characters. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** Times the commits of a database, and counts the writes that shared them. */
    public CommitMeter commits(String database) {
        Timer time =
                Timer.builder("flowkeep.commit")
                        .description("time of a commit, flush included")
                        .tag("database", database)
                        .publishPercentiles(0.5, 0.99)
                        .register(registry);
        ObjIntConsumer<MeterRegistry> writes =
                (meters, count) ->
                        meters.counter("flowkeep.commit.writes", "database", database)
                                .increment(count);
        return (count, nanos) -> {
            time.record(nanos, TimeUnit.NANOSECONDS);
            writes.accept(registry, count);
        };
    }

    /** Is told of commits. */
    @FunctionalInterface
    public interface CommitMeter {
        /** A commit of so many writes took so long. */
        void committed(int writes, long nanos);
    }

    @Override
    public void close() {
        garbage.close();
        registry.close();
    }
}
