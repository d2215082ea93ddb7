package io.flowkeep.storage.localfs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The redo journal: what a small write has to wait for before it is answered.
 *
 * <p><b>Idea.</b> Making one small file safe on its own costs a flush of the file, a rename and a
 * flush of its folder, and the disk does them one after the other: about 1,000 a second here,
 * however many clients there are. The journal avoids that. Writers put a record of the file's new
 * content into a queue; one thread takes all that is there, appends it to one preallocated file and
 * flushes once (group commit). Then the plain files are changed without any flush. They are flushed
 * much later, many changes at a time, by {@link Checkpoint}; until then {@link Replay} repairs the
 * effects of a crash.
 *
 * <p><b>Order.</b> A record is safe before its change touches the plain file; so if a crash leaves
 * a change half done, the journal has the whole of it. Records of one file are logged and carried
 * out in the same order, one group after the other, by the thread that has the file's turn ({@link
 * FileQueues}). A segment goes only after all its records have been carried out and all touched
 * paths flushed, oldest segment first, each removal flushed before the next; so what survives a
 * crash is always an unbroken, youngest part of the history.
 *
 * <p><b>Trade-off.</b> Each small body is written twice. In return a change costs one flush, shared
 * with all changes that came at the same time.
 *
 * <p><b>Failure.</b> If a group cannot be written, its place is overwritten so that it can never be
 * replayed; then nothing has happened ({@link StoreUnavailable}) and the next group begins a new
 * segment, since after a failed flush the kernel no longer says what of the old one is on the disk.
 * If even that fails, the store takes no changes until a restart ({@link StoreOutcomeUnknown}).
 *
 * <p>Safe for concurrent use. Callers block; the journal's thread is a platform thread.
 */
final class WriteJournal {
    /** The most bytes that are written and flushed together. */
    private static final int MAX_GROUP_BYTES = 2 << 20;

    private final JournalSegments segments;
    private final Checkpoint checkpoint;
    private final Flushing flushing;
    private final Soundness soundness;
    private final JournalLimits limits;
    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final ByteBuffer buffer;
    private final Thread thread;
    private long nextSequence = 1;
    private boolean stopping;

    @GuardedBy("this")
    private boolean closed;

    private WriteJournal(
            JournalSegments segments,
            Checkpoint checkpoint,
            Flushing flushing,
            Soundness soundness,
            JournalLimits limits) {
        this.segments = segments;
        this.checkpoint = checkpoint;
        this.flushing = flushing;
        this.soundness = soundness;
        this.limits = limits;
        this.buffer = ByteBuffer.allocateDirect(Math.min(MAX_GROUP_BYTES, limits.segmentBytes()));
        this.thread = Thread.ofPlatform().name("files-journal").unstarted(this::run);
    }

    /** Begins an empty journal; an earlier one has been replayed and removed. */
    static WriteJournal start(
            JournalSegments segments,
            Checkpoint checkpoint,
            Flushing flushing,
            Soundness soundness,
            JournalLimits limits) {
        WriteJournal journal = new WriteJournal(segments, checkpoint, flushing, soundness, limits);
        checkpoint.start();
        journal.thread.start();
        return journal;
    }

    /** What one call wants logged; no records ask the thread to end. */
    private record Entry(
            List<JournalRecord> records, int bytes, CompletableFuture<LoggedRecords> answer) {}

    /** The bytes that a record takes up. */
    static int size(JournalRecord item) {
        return JournalSegment.FRAME_BYTES + JournalRecord.size(item);
    }

    /**
     * Makes records safe, side by side and in this order.
     *
     * @param records at least one; together at most {@link JournalLimits#entryBytes} bytes
     * @throws StoreUnavailable nothing was logged
     * @throws StoreOutcomeUnknown whether they will be replayed is not known
     */
    LoggedRecords log(List<JournalRecord> records) {
        int bytes = 0;
        for (JournalRecord item : records) {
            bytes += size(item);
        }
        if (bytes > limits.entryBytes()) {
            throw new IllegalArgumentException("too large for the journal: " + bytes);
        }
        checkpoint.admit(bytes, limits.patience());
        return commit(records, bytes);
    }

    /**
     * Makes one record safe that must not wait for room, since a change in progress depends on it.
     */
    LoggedRecords logUrgently(JournalRecord item) {
        int bytes = size(item);
        checkpoint.admit(bytes);
        return commit(List.of(item), bytes);
    }

    private LoggedRecords commit(List<JournalRecord> records, int bytes) {
        try {
            Entry entry = new Entry(records, bytes, new CompletableFuture<>());
            enqueue(entry);
            return entry.answer().join();
        } catch (StoreUnavailable e) {
            checkpoint.release(bytes);
            throw e;
        } catch (CompletionException e) {
            checkpoint.release(bytes);
            if (e.getCause() instanceof StoreFault fault) {
                throw fault;
            }
            throw e;
        }
    }

    private synchronized void enqueue(Entry entry) {
        if (closed) {
            throw new StoreUnavailable("the journal is closed", null);
        }
        closed = entry.records().isEmpty();
        queue.add(entry);
    }

    /**
     * Ends the journal after everything logged so far; then flushes the plain files and removes the
     * journal's files, unless the store has failed.
     */
    void close() {
        enqueue(new Entry(List.of(), 0, new CompletableFuture<>()));
        try {
            thread.join();
            checkpoint.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try {
                Entry first = queue.poll(limits.idle().toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    segments.retireUsed().ifPresent(checkpoint::hand);
                } else {
                    commit(first);
                }
            } catch (InterruptedException | RuntimeException e) {
                soundness.fail("the journal's thread broke", e);
            }
        }
        segments.retireUsed().ifPresent(checkpoint::hand);
    }

    /** Commits an entry and all others that are waiting, in as few groups as possible. */
    private void commit(Entry first) {
        Entry next = first;
        while (next != null) {
            if (next.records().isEmpty()) {
                stopping = true;
                return;
            }
            next = commitGroup(next);
        }
    }

    /** Commits as many entries as fit, and answers with the first that did not, if any. */
    private @Nullable Entry commitGroup(Entry first) {
        List<Entry> group = new ArrayList<>();
        JournalSegment segment;
        try {
            segment = segmentFor(first);
        } catch (IOException | RuntimeException e) {
            first.answer()
                    .completeExceptionally(LocalErrors.unavailable("begin a journal file", e));
            return queue.poll();
        }
        buffer.clear();
        long sequence = nextSequence;
        Entry next = first;
        while (next != null && fits(next, segment)) {
            group.add(next);
            for (JournalRecord item : next.records()) {
                JournalSegment.frame(item, segment.number(), sequence++, buffer);
            }
            next = queue.poll();
        }
        finish(group, segment);
        return next;
    }

    private boolean fits(Entry entry, JournalSegment segment) {
        return !entry.records().isEmpty()
                && entry.bytes() <= buffer.remaining()
                && segment.hasRoomFor(buffer.position() + entry.bytes());
    }

    private JournalSegment segmentFor(Entry entry) throws IOException {
        if (!segments.hasRoomFor(entry.bytes())) {
            segments.retireUsed().ifPresent(checkpoint::hand);
            segments.begin(nextSequence);
        }
        return segments.current();
    }

    private void finish(List<Entry> group, JournalSegment segment) {
        StoreFault fault;
        try {
            segment.write(buffer.flip(), flushing);
            for (Entry entry : group) {
                int count = entry.records().size();
                nextSequence += count;
                segment.added(count);
                entry.answer().complete(new LoggedRecords(segment, nextSequence - 1, count));
            }
            return;
        } catch (IOException | RuntimeException e) {
            fault = takeBack(segment, e);
        }
        for (Entry entry : group) {
            entry.answer().completeExceptionally(fault);
        }
    }

    private StoreFault takeBack(JournalSegment segment, Exception cause) {
        segment.retire();
        try {
            segment.cutBack();
            return LocalErrors.unavailable("write the journal", cause);
        } catch (IOException e) {
            e.addSuppressed(cause);
            soundness.fail("the journal cannot be written", e);
            return new StoreOutcomeUnknown("the journal could be neither written nor cut back", e);
        }
    }
}
