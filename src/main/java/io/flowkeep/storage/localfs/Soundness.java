package io.flowkeep.storage.localfs;

import io.flowkeep.faults.StoreUnavailable;
import java.util.Optional;
import java.util.concurrent.locks.StampedLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store may still change anything. Once the disk has failed so that memory and disk may
 * disagree, only a restart (which replays the journal) makes it sound again; reads go on. Safe for
 * concurrent use.
 */
final class Soundness {
    private static final Logger LOG = LoggerFactory.getLogger(Soundness.class);

    /** Empty while sound. */
    private volatile String trouble = "";

    /** Held for reading by every change that is being carried out. */
    private final StampedLock changes = new StampedLock();

    private volatile boolean closed;

    /** Ends all changes until the next start. */
    void fail(String what, Throwable cause) {
        LOG.error("file storage stops accepting changes until it is restarted: {}", what, cause);
        trouble = what;
    }

    /**
     * Waits for the changes that are being carried out and ends everything; false if ended before.
     */
    boolean close() {
        long stamp = changes.writeLock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            changes.unlockWrite(stamp);
        }
    }

    /**
     * Begins a change that {@link #close} waits for; its end is {@link #endChange}.
     *
     * @throws StoreUnavailable if none may begin
     */
    long beginChange() {
        long stamp = changes.readLock();
        try {
            requireSound();
            return stamp;
        } catch (StoreUnavailable e) {
            changes.unlockRead(stamp);
            throw e;
        }
    }

    /** Ends what {@link #beginChange} began. */
    void endChange(long stamp) {
        changes.unlockRead(stamp);
    }

    /** Tells whether memory and disk still agree. */
    boolean isSound() {
        return trouble.isEmpty();
    }

    /** What is wrong, if anything. */
    Optional<String> trouble() {
        if (closed) {
            return Optional.of("closed");
        }
        return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
    }

    void requireOpen() {
        if (closed) {
            throw new StoreUnavailable("the file store is closed", null);
        }
    }

    void requireSound() {
        requireOpen();
        if (!trouble.isEmpty()) {
            throw new StoreUnavailable("the file store takes no changes: " + trouble, null);
        }
    }
}
