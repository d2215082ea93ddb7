package io.flowkeep.events.rabbitmq;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a warning for each kind of fault in an outage, at most one a minute of each kind, and one
 * line when the connection is there. One thread at a time.
 */
final class ConnectionLog {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLog.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final String place;
    private final Set<String> kinds = new HashSet<>();
    private final Map<String, Long> warnedAtNanos = new HashMap<>();
    private boolean told;

    ConnectionLog(String place) {
        this.place = place;
    }

    void failed(String kind, String reason) {
        long now = System.nanoTime();
        Long last = warnedAtNanos.get(kind);
        boolean quiet = last != null && now - last < QUIET_NANOS;
        if (!kinds.add(kind) || quiet) {
            return;
        }
        warnedAtNanos.put(kind, now);
        told = false;
        LOG.warn("No connection to RabbitMQ at {}: {}; trying on", place, reason);
    }

    void connected() {
        kinds.clear();
        if (!told) {
            told = true;
            LOG.info("Connected to RabbitMQ at {}", place);
        }
    }
}
