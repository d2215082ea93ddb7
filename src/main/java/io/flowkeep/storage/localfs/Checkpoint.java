package io.flowkeep.storage.localfs;

import io.flowkeep.faults.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes ended segments out of the journal: waits until their records are carried out, flushes every
 * file and folder that they touched, and frees the segment, oldest first. It also counts the
 * journal's bytes, so that writers wait when the plain files cannot be flushed as fast as the
 * journal grows.
 *
 * <p>If a flush fails, the store takes no further changes and the journal stays as it is: after a
 * failed flush the kernel forgets what was not written, so only a replay can bring it back.
 *
 * <p>Safe for concurrent use; it has a platform thread of its own.
 */
final class Checkpoint {
    private final JournalSegments segments;
    private final Flushing flushing;
    private final Soundness soundness;
    private final long totalBytes;
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomMade = lock.newCondition();
    private final Thread thread = Thread.ofPlatform().name("files-checkpoint").unstarted(this::run);
    private long liveBytes;

    Checkpoint(
            JournalSegments segments,
            Flushing flushing,
            Soundness soundness,
            JournalLimits limits) {
        this.segments = segments;
        this.flushing = flushing;
        this.soundness = soundness;
        this.totalBytes = limits.totalBytes();
    }

    private sealed interface Task {
        record Flush(JournalSegment segment) implements Task {}

        record End() implements Task {}
    }

    void start() {
        thread.start();
    }

    /** Takes over an ended segment. */
    void hand(JournalSegment segment) {
        tasks.add(new Task.Flush(segment));
    }

    /** Flushes all that was handed over and ends; removes the journal's files if all went well. */
    void close() throws InterruptedException {
        tasks.add(new Task.End());
        thread.join();
        if (soundness.isSound()) {
            try {
                segments.removeUnused();
            } catch (IOException e) {
                throw LocalErrors.unavailable("remove the empty journal", e);
            }
        }
    }

    /**
     * Waits until the journal may grow.
     *
     * @throws StoreUnavailable if there is no room in time
     */
    void admit(int bytes, Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (liveBytes + bytes > totalBytes) {
                if (left <= 0) {
                    throw new StoreUnavailable("the journal is full: the disk is too slow", null);
                }
                left = roomMade.awaitNanos(left);
            }
            liveBytes += bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted while the journal was full", e);
        } finally {
            lock.unlock();
        }
    }

    /** Lets the journal grow without asking. */
    void admit(int bytes) {
        release(-bytes);
    }

    /** Gives admitted bytes back. */
    void release(int bytes) {
        lock.lock();
        try {
            liveBytes -= bytes;
            roomMade.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (tasks.take() instanceof Task.Flush(var segment)) {
                flush(segment);
            }
        } catch (InterruptedException e) {
            soundness.fail("the checkpoint's thread was interrupted", e);
        }
    }

    private void flush(JournalSegment segment) throws InterruptedException {
        segment.awaitApplied();
        if (!soundness.isSound()) {
            // One of its records may be what could not be carried out. Once one segment has
            // stayed, all younger ones stay too: the journal has no gaps.
            return;
        }
        try {
            for (Path path : segment.touched()) {
                flushing.forcePath(path);
            }
            int bytes = segment.usedBytes();
            segments.free(segment);
            release(bytes);
        } catch (IOException | RuntimeException e) {
            soundness.fail("flushing changed files failed", e);
        }
    }
}
