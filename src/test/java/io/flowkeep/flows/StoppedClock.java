package io.flowkeep.flows;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when it is told to. Safe for concurrent use. */
public final class StoppedClock implements InstantSource {
    private volatile Instant now = SampleFlows.NOON;

    @Override
    public Instant instant() {
        return now;
    }

    public synchronized void pass(Duration time) {
        now = now.plus(time);
    }
}
