package io.flowkeep.storage.localfs;

/**
 * Records that are safe in the journal. The thread that logged them carries them out, names the
 * paths that this touches, and then calls {@link #applied} exactly once.
 *
 * @param last the sequence number of the last of them
 * @param count how many they are; their numbers are consecutive
 */
record LoggedRecords(JournalSegment segment, long last, int count) {

    /** The record that takes them all back. */
    JournalRecord.Cancel cancel() {
        return new JournalRecord.Cancel(last - count + 1, last);
    }

    /** Lets the segment be freed once the touched paths are flushed. */
    void applied() {
        segment.applied(count);
    }
}
