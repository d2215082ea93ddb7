package io.flowkeep.storage.localfs;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Runs file work that must not be interrupted. Java closes a channel while an interrupted thread
 * uses it; in the middle of a change that would look like a failing disk. The work is run again
 * instead, and the thread's interrupt status stays set. Stateless.
 */
final class Uninterrupted {
    private Uninterrupted() {}

    /** Work on files that may be run again from its start. */
    interface FileWork<T> {
        T run() throws IOException;
    }

    static <T> T run(FileWork<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException _) {
                    Thread.interrupted();
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
