package io.flowkeep.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;

/** A file's bytes as they were at one moment, whatever happens to the file later. */
public sealed interface FileContent extends AutoCloseable {

    /** Releases what is held; closing twice is harmless. */
    @Override
    default void close() throws IOException {}

    /** All bytes of a small file. The array is handed over and not shared with the store. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record InMemory(byte[] bytes) implements FileContent {}

    /**
     * The first {@code lengthBytes} bytes of an open file. The receiver of the content closes it.
     * The file may grow behind the region (an append), but the region's bytes never change: a
     * replace puts a new file in place.
     */
    record Region(FileChannel file, long lengthBytes) implements FileContent {
        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /**
     * A file on another machine; its bytes are fetched when they are asked for. The receiver of the
     * content closes it.
     */
    record Remote(Source source, long lengthBytes) implements FileContent {
        @Override
        public void close() throws IOException {
            source.close();
        }
    }

    /** Where the bytes of a {@link Remote} come from. One thread at a time. */
    interface Source extends AutoCloseable {
        /**
         * Writes exactly these bytes, without keeping more than a buffer of them.
         *
         * @throws IOException if they cannot be had to their end, if they are no longer those of
         *     the state that was opened, or what {@code out} throws; a part may have been written
         */
        void copy(long offset, long lengthBytes, OutputStream out) throws IOException;

        /** Releases what is held; closing twice is harmless. */
        @Override
        void close() throws IOException;
    }
}
