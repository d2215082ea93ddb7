package io.flowkeep.events;

import io.flowkeep.faults.StoreFault;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one of several relays to work, renewed again and again on a thread of its own, since
 * the relay's thread waits for the bus at times.
 *
 * <p>Whether it is held is answered by a monotonic clock of this process, and a while before the
 * outbox may grant it to another relay: what was published by then has time to arrive. So it ends
 * by itself if the outbox cannot be reached. A process that stands still as a whole (a machine that
 * is put to sleep) just when it hands over a batch is what remains.
 *
 * <p>Safe for concurrent use.
 */
final class RelayLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayLease.class);

    /** The part of the time in which nothing new is begun any more. */
    private static final int MARGIN_PARTS = 5;

    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Outbox outbox;
    private final LeaseSettings settings;
    private final Runnable whenGranted;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Term term;

    /** A time in which it is held; already over if it is not. */
    private record Term(long endNanos) {}

    /**
     * A lease that nobody asks for before it is started.
     *
     * @param whenGranted called when it is held and was not before; must neither wait nor throw
     */
    RelayLease(Outbox outbox, LeaseSettings settings, Runnable whenGranted) {
        this.outbox = outbox;
        this.settings = settings;
        this.whenGranted = whenGranted;
        this.term = over();
        this.thread = Thread.ofPlatform().daemon().name("relay-lease").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Whether a batch may be handed over now. */
    boolean isHeld() {
        return settings.nanoTime().getAsLong() - term.endNanos() < 0;
    }

    private Term over() {
        return new Term(settings.nanoTime().getAsLong());
    }

    private void run() {
        do {
            renew();
        } while (!isClosed());
    }

    private boolean isClosed() {
        try {
            return closed.await(settings.renewal().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true; // only close() ends this thread, and nobody else has it
        }
    }

    /** Asks once more. */
    private void renew() {
        long asked = settings.nanoTime().getAsLong();
        boolean before = isHeld();
        try {
            if (outbox.lease(settings.holder(), settings.time())) {
                long nanos = settings.time().toNanos();
                term = new Term(asked + nanos - nanos / MARGIN_PARTS);
                granted(before);
            } else {
                term = over();
                refused(before);
            }
        } catch (StoreFault e) {
            LOG.debug("the lease could not be renewed, and ends in time", e); // the relay warns
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("the lease could not be renewed, and ends in time");
        }
    }

    private void granted(boolean before) {
        if (!before) {
            LOG.info("this server sends the events now, as {}", settings.holder());
            whenGranted.run();
        }
    }

    private static void refused(boolean before) {
        if (before) {
            LOG.warn("another server sends the events now, before this one was through");
        }
    }

    /** Asks no more. */
    @Override
    public void close() {
        closed.countDown();
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            boolean _ = thread.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets another relay go on at once; only for one that does nothing any more. */
    void release() {
        close();
        boolean held = isHeld();
        term = over();
        if (!held) {
            return;
        }
        try {
            outbox.release(settings.holder());
        } catch (StoreFault e) {
            LOG.debug("the lease could not be released, and ends in time", e);
        }
    }
}
