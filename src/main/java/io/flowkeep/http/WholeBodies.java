package io.flowkeep.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that bodies read as a whole may take together. One body of 10 MiB becomes ten times as
 * much while it is parsed, so a handful of clients could otherwise fill the heap; here they wait
 * for one another. Streamed bodies and small ones need no reservation. Safe for concurrent use.
 */
final class WholeBodies {
    /** Smaller bodies are bounded well enough by the number of requests at once. */
    private static final long SMALL_BYTES = 64 * 1024;

    private static final int UNIT_BYTES = 1024;
    private final int units;
    private final Semaphore free;

    /** Room for so many bytes of bodies at once; a larger body takes all of it. */
    WholeBodies(long bytes) {
        this.units = Math.toIntExact(Math.clamp(bytes / UNIT_BYTES, 1, Integer.MAX_VALUE));
        this.free = new Semaphore(units, true);
    }

    /** How many units a body needs; with 0 no reservation is needed. */
    int unitsFor(long bytes) {
        return bytes <= SMALL_BYTES ? 0 : Math.toIntExact(Math.min(units, bytes / UNIT_BYTES + 1));
    }

    /** Waits for room; 503 by {@link Refusal} if there is none in time. */
    void take(int wanted, Duration patience) {
        try {
            if (!free.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refusal(ShellErrors.busy());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(ShellErrors.busy());
        }
    }

    void giveBack(int taken) {
        free.release(taken);
    }
}
