package io.flowkeep.moving;

import io.flowkeep.files.FileKey;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/**
 * A file on its way. Immutable.
 *
 * @param content opens it
 * @param canRepeat whether it can be opened more than once
 */
public record FileRecord(FileKey key, Content content, boolean canRepeat) {

    /** Opens a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * The file as it is now.
         *
         * @throws Unreadable there is nothing to read
         */
        Reading open() throws IOException;
    }

    /**
     * An open file.
     *
     * @param stream exactly that many bytes
     */
    public record Reading(long sizeBytes, Instant modified, InputStream stream)
            implements AutoCloseable {
        /** Closes the stream. */
        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /** This file cannot be moved; the message is for people. */
    public static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }
    }
}
