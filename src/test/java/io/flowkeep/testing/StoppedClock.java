package io.flowkeep.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The tests' clock: it moves only when it is told to, its time of day and its nanoseconds together.
 * Safe for concurrent use.
 */
public final class StoppedClock extends Clock {
    private volatile Instant now;
    private volatile long nanos;

    private StoppedClock(Instant now, long nanos) {
        this.now = now;
        this.nanos = nanos;
    }

    /** Shows this time of day; its nanoseconds start at 0. */
    public static StoppedClock at(Instant now) {
        return new StoppedClock(now, 0);
    }

    /** Its nanoseconds overflow after so much time, as those of the system may at any moment. */
    public static StoppedClock overflowsAfter(Duration time) {
        return new StoppedClock(Instant.EPOCH, Long.MAX_VALUE - time.toNanos());
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Stands in for {@link System#nanoTime()}. */
    public long nanoTime() {
        return nanos;
    }

    public synchronized void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
