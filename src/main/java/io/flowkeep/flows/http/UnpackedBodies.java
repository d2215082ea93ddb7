package io.flowkeep.flows.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that packed bodies may take together once they are unpacked. The shell counts what
 * comes over the wire; of a packed body that says nothing, since a few KiB can become the largest
 * body there may be. So such requests wait for one another. Safe for concurrent use.
 */
final class UnpackedBodies {
    /** Smaller ones are bounded well enough by the number of requests at once. */
    static final int SMALL_BYTES = 64 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** A parsed body takes about ten times its text, so four of 10 MiB are 400 MiB at worst. */
    private final Semaphore free = new Semaphore(4, true);

    /** What one request has taken; closed when its answer is made. For one thread. */
    final class Place implements AutoCloseable {
        private boolean taken;

        /** Waits for a place; 503 by {@link io.flowkeep.http.Refusal} if there is none in time. */
        void take() {
            try {
                taken = free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!taken) {
                throw FlowErrors.refusal(503, "Too many packed bodies at once");
            }
        }

        @Override
        public void close() {
            if (taken) {
                taken = false;
                free.release();
            }
        }
    }

    /** A place to be, not taken yet. */
    Place place() {
        return new Place();
    }
}
