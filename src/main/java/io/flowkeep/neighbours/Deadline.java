package io.flowkeep.neighbours;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When something is given up. Immutable.
 *
 * @param nanoTime as {@link System#nanoTime()}
 * @param endNanos by that clock
 */
record Deadline(LongSupplier nanoTime, long endNanos) {

    static Deadline in(Duration patience, LongSupplier nanoTime) {
        return new Deadline(nanoTime, nanoTime.getAsLong() + patience.toNanos());
    }

    /** A part of the way: ends after this time, or with the whole if that is sooner. */
    Deadline orSooner(Duration patience) {
        return new Deadline(
                nanoTime, nanoTime.getAsLong() + Math.min(patience.toNanos(), leftNanos()));
    }

    /** How long there is; never negative. */
    long leftNanos() {
        return Math.max(0, endNanos - nanoTime.getAsLong());
    }

    boolean isOver() {
        return leftNanos() == 0;
    }
}
