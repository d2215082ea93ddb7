package io.flowkeep.storage.localfs;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * The one way in which a plain file is changed: log first, then carry out; and if that fails,
 * restore what was there and log that nothing happened. Safe for concurrent use.
 */
final class Redo {
    private final WriteJournal journal;
    private final Soundness soundness;

    Redo(WriteJournal journal, Soundness soundness) {
        this.journal = journal;
        this.soundness = soundness;
    }

    /**
     * Makes a change of one file, whose turn the caller has.
     *
     * @param touched the files and folders that the change touches
     * @param apply changes the plain file; may be run twice
     * @param undo puts the plain file back, durably, wherever {@code apply} stopped
     * @throws IOException why the change failed; nothing has happened
     * @throws StoreFault from the journal; only after {@link StoreOutcomeUnknown} may the change
     *     have taken effect
     */
    void run(
            FileQueues.Lane lane,
            List<JournalRecord> records,
            Collection<Path> touched,
            Uninterrupted.FileWork<?> apply,
            Uninterrupted.FileWork<?> undo)
            throws IOException {
        LoggedRecords logged = journal.log(records);
        long stamp = lane.content().writeLock();
        try {
            touched.forEach(logged.segment()::touch);
            Uninterrupted.run(apply);
        } catch (IOException | StoreUnavailable e) {
            takeBack(logged, undo, e);
            throw e;
        } catch (StoreOutcomeUnknown e) {
            throw e; // The journal has failed and has logged it.
        } catch (RuntimeException | Error e) {
            soundness.fail("a change broke off half way", e);
            throw new StoreOutcomeUnknown("a change broke off half way", e);
        } finally {
            lane.content().unlockWrite(stamp);
            logged.applied();
        }
    }

    /**
     * Logs, from inside {@code apply}, that what was begun is complete. Never waits for room.
     *
     * @throws StoreFault as the journal; {@link #run} then undoes
     */
    void note(JournalRecord item) {
        journal.logUrgently(item).applied();
    }

    private void takeBack(LoggedRecords logged, Uninterrupted.FileWork<?> undo, Exception cause) {
        try {
            Uninterrupted.run(undo);
            note(logged.cancel());
        } catch (IOException | StoreFault e) {
            e.addSuppressed(cause);
            throw broken(e);
        }
    }

    private StoreOutcomeUnknown broken(Exception cause) {
        soundness.fail("a change that failed could not be taken back", cause);
        return new StoreOutcomeUnknown("a change that failed could not be taken back", cause);
    }
}
