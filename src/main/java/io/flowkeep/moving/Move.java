package io.flowkeep.moving;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.moving.Journal.Entry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Carries records from a source to a target.
 *
 * <p><b>Idea.</b> A few records are read, put all at once, and noted in the journal in the order in
 * which they were read. Every two seconds the target is made safe and the journal marks it. So
 * memory is that of one batch, and after an interruption at most two seconds are done again: what
 * was put in them is found to be there already, or is cut off from the file that is the target.
 *
 * <p><b>Check.</b> The journal holds the checksum of each record as it was read. At the end the
 * target is read again, record by record, and compared.
 *
 * <p><b>What ends a move.</b> A record that the target refuses is skipped and noted. A source or
 * target that fails ends the move, which can be taken up again.
 *
 * <p>One move only.
 *
 * @param <R> the records
 */
public final class Move<R> {
    private static final Duration SAVED_EVERY = Duration.ofSeconds(2);

    /** More than that is not held in memory at once, but for a single larger record. */
    static final long BATCH_BYTES = 8 << 20;

    private final Source<R> source;
    private final Target<R> target;
    private final Journal journal;
    private final MoveWatch watcher;
    private final LongSupplier nanoTime;
    private long savedAt;
    private long already;

    /**
     * Prepares a move.
     *
     * @param nanoTime as {@link System#nanoTime()}
     */
    public Move(
            Source<R> source,
            Target<R> target,
            Journal journal,
            MoveWatch watcher,
            LongSupplier nanoTime) {
        this.source = source;
        this.target = target;
        this.journal = journal;
        this.watcher = watcher;
        this.nanoTime = nanoTime;
    }

    /**
     * Moves everything, going on where the journal ends.
     *
     * @throws IOException the source or the target failed; what was moved is in the journal
     * @throws StoreFault likewise
     */
    public void run(Target.Mode mode) throws IOException {
        if (!journal.position().isEmpty()) {
            source.goOnBehind(journal.position());
        }
        already =
                switch (source.unit()) {
                    case RECORDS -> journal.tally().all();
                    case BYTES -> 0; // what was read over is counted by the source
                };
        watcher.begins(
                mode == Target.Mode.LOOK ? "looking" : "moving",
                source.unit(),
                already + source.done());
        Thread _ = Thread.ofVirtual().start(this::count);
        savedAt = nanoTime.getAsLong();
        try {
            moveAll(mode);
        } catch (IOException | RuntimeException e) {
            saveAfter(e);
            throw e;
        } finally {
            watcher.done(already + source.done(), journal.tally());
            watcher.ends();
        }
        journal.save(target.save());
    }

    /** The total is only for display. */
    private void count() {
        try {
            watcher.total(source.total());
        } catch (RuntimeException _) {
            watcher.total(-1);
        }
    }

    private void moveAll(Target.Mode mode) throws IOException {
        int atOnce = Math.min(source.atOnce(), target.atOnce());
        boolean more = true;
        while (more) {
            List<SourceItem<R>> batch = new ArrayList<>();
            long bytes = 0;
            while (more && batch.size() < atOnce && bytes < BATCH_BYTES) {
                Optional<SourceItem<R>> piece = source.next();
                piece.ifPresent(batch::add);
                more = piece.isPresent();
                bytes +=
                        piece.isPresent() && piece.get() instanceof SourceItem.Good<R> good
                                ? good.bytes()
                                : 0;
            }
            if (!batch.isEmpty()) {
                InParallel.<SourceItem<R>, Entry>each(
                        batch, Move::lane, piece -> put(piece, mode), journal::add);
            }
            watcher.done(already + source.done(), journal.tally());
            saveIfDue();
        }
    }

    private static String lane(SourceItem<?> piece) {
        return switch (piece) {
            case SourceItem.Bad<?> bad -> bad.key();
            case SourceItem.Good<?> good -> good.lane();
        };
    }

    private Entry put(SourceItem<R> piece, Target.Mode mode) throws IOException {
        return switch (piece) {
            case SourceItem.Bad<R> bad ->
                    new Entry.Skipped(bad.position(), bad.key(), bad.reason());
            case SourceItem.Good<R> good ->
                    switch (target.put(good, mode)) {
                        case PutResult.Done(var how, var checksum) ->
                                new Entry.Kept(good.position(), good.key(), how, checksum);
                        case PutResult.Refused(var reason) ->
                                new Entry.Skipped(good.position(), good.key(), reason);
                    };
        };
    }

    private void saveIfDue() throws IOException {
        if (nanoTime.getAsLong() - savedAt >= SAVED_EVERY.toNanos()) {
            journal.save(target.save());
            savedAt = nanoTime.getAsLong();
        }
    }

    /**
     * Saves what was put before the failure, so that it need not be put again, if the target still
     * works.
     */
    private void saveAfter(Exception failure) {
        try {
            journal.save(target.save());
        } catch (IOException | StoreFault e) {
            failure.addSuppressed(e);
        }
    }

    /** Reads the target again and compares; after {@link #run}. */
    public ComparisonResult verify() throws IOException {
        Optional<Target.Check> check = target.check();
        if (check.isEmpty()) {
            return new ComparisonResult.Unread("the target cannot be read again");
        }
        try (Target.Check open = check.get()) {
            return new Comparison(open, target.atOnce(), watcher).compare(journal);
        }
    }
}
