package io.flowkeep.http;

import java.util.List;
import java.util.function.Supplier;

/** {@code GET /metrics}: everything measured, in the Prometheus text format, open to everybody. */
public final class MetricsRoute {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private final Supplier<String> scrape;

    /** Takes what renders the metrics. */
    public MetricsRoute(Supplier<String> scrape) {
        this.scrape = scrape;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        Route.Method.GET,
                        "/metrics",
                        Route.Access.OPEN,
                        _ -> Reply.text(200, PROMETHEUS_TEXT, scrape.get())));
    }
}
