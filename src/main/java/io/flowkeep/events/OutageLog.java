package io.flowkeep.events;

import java.time.Duration;
import org.slf4j.Logger;

/**
 * Writes one warning per outage and one line when it is over, however often the same thing is tried
 * meanwhile. What fails and works in turn would be one short outage after another, so there is at
 * most one warning a minute. One thread at a time.
 */
final class OutageLog {
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Logger log;
    private final String what;
    private boolean away;
    private boolean warned;
    private long warnedAtNanos;

    /**
     * An outage of something.
     *
     * @param what a sentence for the log without its full stop
     */
    OutageLog(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    void failed(String reason) {
        long now = System.nanoTime();
        boolean quiet = warned && now - warnedAtNanos < QUIET_NANOS;
        if (away || quiet) {
            return;
        }
        away = true;
        warned = true;
        warnedAtNanos = now;
        log.warn("{}: {}", what, reason);
    }

    void worked() {
        if (away) {
            away = false;
            log.info("{}: over", what);
        }
    }
}
