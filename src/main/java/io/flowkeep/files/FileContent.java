package io.flowkeep.files;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** A file's bytes as they were at one moment, whatever happens to the file later. */
public sealed interface FileContent extends AutoCloseable {

    /** Lets go of what is held; twice is harmless. */
    @Override
    default void close() throws IOException {}

    /** All bytes of a small file. The array is handed over and not shared with the store. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record InMemory(byte[] bytes) implements FileContent {}

    /**
     * The first {@code lengthBytes} bytes of an open file. Whoever takes the content closes it. The
     * file may grow behind the region (an append), but the region's bytes never change: a replace
     * puts a new file in place.
     */
    record Region(FileChannel file, long lengthBytes) implements FileContent {
        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
