package io.flowkeep.storage.localfs;

import java.time.Duration;

/**
 * Sizes and times of the journal. Immutable.
 *
 * @param segmentBytes size of one journal file
 * @param totalBytes records kept at most before writers wait for the plain files to be flushed
 * @param idle after this long without a write the plain files are flushed and the journal emptied
 * @param patience how long a writer waits for room in the journal
 */
record JournalLimits(int segmentBytes, long totalBytes, Duration idle, Duration patience) {

    /**
     * 16 MiB hold some 14,000 changes of 1 KiB, so that the flush of a busy file is shared by many;
     * 256 MiB are replayed in a few seconds; 5 s are longer than the clients wait.
     */
    static final JournalLimits USUAL =
            new JournalLimits(16 << 20, 256L << 20, Duration.ofSeconds(2), Duration.ofSeconds(5));

    /** The most bytes that are logged at once: they must fit in a segment and in a group. */
    int entryBytes() {
        return Math.min(1 << 20, segmentBytes - JournalSegment.HEADER_BYTES);
    }
}
