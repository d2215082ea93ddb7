package io.flowkeep.events;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Pauses between attempts: the first, then twice as long each time, up to the longest. Immutable.
 */
public record Backoff(Duration first, Duration longest) {
    private static final Duration NAP = Duration.ofMillis(50);

    /** Refuses pauses of no length and a longest that is shorter than the first. */
    public Backoff {
        if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses from " + first + " to " + longest);
        }
    }

    /**
     * How long to wait after so many failed attempts.
     *
     * @param failures at least 1
     */
    public Duration after(int failures) {
        int doublings = Math.clamp(failures - 1, 0, 30);
        Duration pause = first.multipliedBy(1L << doublings);
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    /**
     * Sleeps for as long as {@link #after} says, or until there is no point in going on.
     *
     * @param failures at least 1
     * @param goesOn asked every now and then
     */
    public void sleepAfter(int failures, BooleanSupplier goesOn) throws InterruptedException {
        long pause = after(failures).toNanos();
        long end = System.nanoTime() + pause;
        for (long left = pause; left > 0 && goesOn.getAsBoolean(); left = end - System.nanoTime()) {
            Thread.sleep(Duration.ofNanos(Math.min(left, NAP.toNanos())));
        }
    }
}
