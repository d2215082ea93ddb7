package io.flowkeep.events;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts. Safe for concurrent use. */
public final class CountingIntake implements IntakeWatch {
    public final AtomicInteger handled = new AtomicInteger();
    public final AtomicInteger failed = new AtomicInteger();
    public final AtomicInteger deadLettered = new AtomicInteger();

    @Override
    public void handled() {
        handled.incrementAndGet();
    }

    @Override
    public void failed() {
        failed.incrementAndGet();
    }

    @Override
    public void deadLettered() {
        deadLettered.incrementAndGet();
    }
}
