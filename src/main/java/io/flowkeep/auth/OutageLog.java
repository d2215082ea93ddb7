package io.flowkeep.auth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one warning per outage of a neighbour and one line when it is over, however many requests
 * are hit. A neighbour that fails for some requests and answers others would be one short outage
 * after another, so there is at most one warning a minute. Safe for concurrent use.
 */
final class OutageLog {
    private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final String neighbour;
    private final String consequence;
    private final LongSupplier nanoTime;
    private volatile boolean away;

    @GuardedBy("this")
    private boolean warned;

    @GuardedBy("this")
    private long warnedAtNanos;

    /**
     * A log without an outage.
     *
     * @param neighbour who it is about, as a sentence begins
     * @param consequence what an outage means
     */
    OutageLog(String neighbour, String consequence, LongSupplier nanoTime) {
        this.neighbour = neighbour;
        this.consequence = consequence;
        this.nanoTime = nanoTime;
    }

    void failed(String reason) {
        if (away) {
            return;
        }
        synchronized (this) {
            long now = nanoTime.getAsLong();
            boolean quiet = warned && now - warnedAtNanos < QUIET_NANOS;
            if (away || quiet) {
                return;
            }
            away = true;
            warned = true;
            warnedAtNanos = now;
        }
        LOG.warn("{} cannot be reached ({}); {}", neighbour, reason, consequence);
    }

    void answered() {
        if (!away) {
            return;
        }
        synchronized (this) {
            if (!away) {
                return;
            }
            away = false;
        }
        LOG.info("{} answers again", neighbour);
    }
}
