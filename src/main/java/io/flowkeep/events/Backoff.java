package io.flowkeep.events;

import java.time.Duration;

/**
 * Pauses between attempts: the first, then twice as long each time, up to the longest. Immutable.
 */
public record Backoff(Duration first, Duration longest) {

    /** Refuses pauses of no length and a longest that is shorter than the first. */
    public Backoff {
        if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses from " + first + " to " + longest);
        }
    }

    /**
     * How long to wait after so many attempts in vain.
     *
     * @param failures at least 1
     */
    public Duration after(int failures) {
        int doublings = Math.clamp(failures - 1, 0, 30);
        Duration pause = first.multipliedBy(1L << doublings);
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
