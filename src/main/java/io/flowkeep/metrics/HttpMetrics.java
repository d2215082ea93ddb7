package io.flowkeep.metrics;

import io.flowkeep.http.RequestObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * The request metrics of the server this replaces, with its names, labels and buckets: {@code
 * http_request_duration_seconds} and {@code http_request_summary_seconds}. Safe for concurrent use.
 * The number of series is bounded by methods x routes x statuses, since the route is a template.
 */
public final class HttpMetrics implements RequestObserver {
    /** In seconds, as recorded: .005 .01 .025 .05 .1 .25 .5 1 2.5 5 10. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final ConcurrentMap<Series, Timers> timers = new ConcurrentHashMap<>();

    private record Series(String method, String route, int status) {}

    private record Timers(Timer histogram, Timer summary) {
        void record(long nanos) {
            histogram.record(nanos, TimeUnit.NANOSECONDS);
            summary.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Registers its meters as requests come. */
    public HttpMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void finished(Finished request) {
        Series series =
                new Series(knownMethod(request.method()), request.route(), request.status());
        timers.computeIfAbsent(series, this::register).record(request.nanos());
    }

    /** A client may invent methods; each would be a series of its own. */
    private static String knownMethod(String method) {
        return switch (method) {
            case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
            default -> "OTHER";
        };
    }

    private Timers register(Series series) {
        Tags tags =
                Tags.of(
                        "method",
                        series.method(),
                        "route",
                        series.route(),
                        "status_code",
                        Integer.toString(series.status()));
        return new Timers(
                Timer.builder("http.request.duration")
                        .description("request duration in seconds")
                        .serviceLevelObjectives(BUCKETS)
                        .tags(tags)
                        .register(registry),
                Timer.builder("http.request.summary")
                        .description("request duration in seconds summary")
                        .publishPercentiles(0.5, 0.9, 0.95, 0.99)
                        .tags(tags)
                        .register(registry));
    }
}
