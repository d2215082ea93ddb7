package io.flowkeep.events;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How a relay makes sure that no other one works on its outbox. Immutable.
 *
 * @param holder this relay's name; no other one may have the same
 * @param time how long the outbox is asked for at once
 * @param renewal how often it is asked again, and how often by those that wait for it
 * @param nanoTime as {@link System#nanoTime()}
 */
public record LeaseSettings(String holder, Duration time, Duration renewal, LongSupplier nanoTime) {

    /** Refuses to let a lease run out between two renewals. */
    public LeaseSettings {
        if (renewal.multipliedBy(2).compareTo(time) > 0 || renewal.toMillis() < 1) {
            throw new IllegalArgumentException("renewed every " + renewal + " for " + time);
        }
    }

    /** For 5 s, each 1.5 s: a relay that dies is replaced by another within 7 s. */
    public static LeaseSettings usual(String holder) {
        return new LeaseSettings(
                holder, Duration.ofSeconds(5), Duration.ofMillis(1500), System::nanoTime);
    }
}
