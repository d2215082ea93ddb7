package io.flowkeep.moving;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where records are moved from or to, not opened yet. For one thread.
 *
 * @param <R> the records
 */
public interface MoveEnd<R> {

    /** A mistake in the command; the message is for the user who typed it. */
    final class Misuse extends Exception {
        private static final long serialVersionUID = 1;

        /** Says what is wrong. */
        public Misuse(String message) {
            super(message, null, false, false);
        }
    }

    /** The end for people and journals, without passwords; the same for the same end. */
    String shown();

    /** Whether there is something that a dry run can look at. */
    boolean isThere();

    /** The file that is written from its start; empty where records are added to others. */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /** Whether the data can be read only once. */
    default boolean isPipe() {
        return false;
    }

    /** Opens the end to read; nothing that is read is changed. */
    Source<R> source() throws Misuse, IOException;

    /**
     * Opens the end to write.
     *
     * @param length where to go on in a file
     */
    Target<R> target(long length) throws Misuse, IOException;
}
