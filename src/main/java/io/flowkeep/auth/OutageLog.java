package io.flowkeep.auth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one warning per outage of the platform and one line when it is over, however many requests
 * are hit. A platform that fails for some requests and answers others would be one short outage
 * after another, so there is at most one warning a minute. Safe for concurrent use.
 */
final class OutageLog {
    private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Duration grace;
    private final LongSupplier nanoTime;
    private volatile boolean away;

    @GuardedBy("this")
    private boolean warned;

    @GuardedBy("this")
    private long warnedAtNanos;

    OutageLog(Duration grace, LongSupplier nanoTime) {
        this.grace = grace;
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
        LOG.warn(
                "The platform cannot be reached ({}); tokens that were good serve on for {} s after"
                        + " their last good answer",
                reason,
                grace.toSeconds());
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
        LOG.info("The platform answers again");
    }
}
