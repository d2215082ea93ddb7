package io.flowkeep.http;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line for each finished request, under a logger of its own, so that its level is set apart
 * from the rest. Routes of the APIs are logged at info, health and metrics at debug, since probes
 * come every few seconds. Never a header, a query or a body.
 */
public final class AccessLog implements RequestObserver {
    /** The name of the logger. */
    public static final String LOGGER = "io.flowkeep.access";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    @Override
    public void finished(Finished request) {
        Level level = request.route().startsWith("/v1/") ? Level.INFO : Level.DEBUG;
        LOG.atLevel(level)
                .addKeyValue("reqId", request.id())
                .addKeyValue("method", request.method())
                .addKeyValue("route", request.route())
                .addKeyValue("path", request.target())
                .addKeyValue("statusCode", request.status())
                .addKeyValue(
                        "responseTime", TimeUnit.NANOSECONDS.toMicros(request.nanos()) / 1000.0)
                .log("request completed");
    }
}
