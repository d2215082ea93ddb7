package io.flowkeep.storage.localfs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.StampedLock;

/**
 * Decides which change of a file comes next, and when readers must wait.
 *
 * <p>Changes of one file happen one after the other. The thread that has the turn may take over the
 * changes that wait behind it for the same file and carry them out together with its own: so thirty
 * clients that append to one file share one flush instead of waiting for thirty. Readers wait only
 * while the plain file is being touched, not for the journal.
 *
 * <p>There is a fixed number of lanes; files that share one by chance only wait for each other
 * needlessly. Safe for concurrent use by virtual threads.
 */
final class FileQueues {
    /** With 32 requests under way, two different files share a lane one time in eight. */
    private static final int LANES = 4096;

    private final Lane[] lanes = new Lane[LANES];

    FileQueues() {
        for (int i = 0; i < LANES; i++) {
            lanes[i] = new Lane();
        }
    }

    /** The lane of a file, by the name of its real place. */
    Lane lane(String name) {
        int hash = name.hashCode();
        return lanes[(hash ^ hash >>> 15) & (LANES - 1)];
    }

    /** The queue of threads that want to change a file of this lane. */
    static final class Lane {
        private final Deque<PendingChange> waiting = new ArrayDeque<>();
        private final StampedLock content = new StampedLock();
        private boolean busy;

        /** Held for reading while a file's state and bytes are taken, for writing while changed. */
        StampedLock content() {
            return content;
        }

        /**
         * Waits for the turn. True: it is the caller's, who must {@link #leave}. False: another
         * thread has carried out the change.
         */
        boolean enter(PendingChange change) {
            synchronized (this) {
                if (!busy) {
                    busy = true;
                    return true;
                }
                waiting.add(change);
            }
            return change.awaitTurn();
        }

        /**
         * Takes the waiting changes that can go along with the first one, in the order in which
         * they came; other changes of the same file are not overtaken.
         */
        synchronized List<PendingChange> gather(PendingChange first, int limitBytes) {
            List<PendingChange> batch = new ArrayList<>();
            batch.add(first);
            if (!first.takesOthersAlong()) {
                return batch;
            }
            int bytes = first.bytes().length;
            Iterator<PendingChange> candidates = waiting.iterator();
            while (candidates.hasNext()) {
                PendingChange candidate = candidates.next();
                if (!candidate.name().equals(first.name())) {
                    continue;
                }
                bytes += candidate.bytes().length + JournalSegment.FRAME_BYTES + 4096;
                if (!candidate.canGoAlong() || bytes > limitBytes) {
                    break;
                }
                candidates.remove();
                batch.add(candidate);
            }
            return batch;
        }

        /** Hands the turn on. */
        void leave() {
            PendingChange next;
            synchronized (this) {
                next = waiting.poll();
                busy = next != null;
            }
            if (next != null) {
                next.giveTurn();
            }
        }
    }
}
