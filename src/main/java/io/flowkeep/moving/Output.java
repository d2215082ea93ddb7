package io.flowkeep.moving;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Where a target writes bytes one after the other. For one thread. */
interface Output extends AutoCloseable {

    /** What is written here goes to the end. */
    OutputStream stream();

    /** Makes safe what was written; gives the file's length, or 0 if there is no file. */
    long save() throws IOException;

    /** What was written, from the start; empty if it cannot be read again. */
    Optional<InputStream> again() throws IOException;

    @Override
    void close() throws IOException;

    /** A stream that stays the caller's to close, and from which nothing can be read again. */
    record Passing(OutputStream stream) implements Output {
        @Override
        public long save() throws IOException {
            stream.flush();
            return 0;
        }

        @Override
        public Optional<InputStream> again() {
            return Optional.empty();
        }

        @Override
        public void close() throws IOException {
            stream.flush();
        }
    }

    /** A file. */
    final class Growing implements Output {
        private static final int BUFFER_BYTES = 256 * 1024;

        private final Path file;
        private final FileChannel channel;
        private final OutputStream stream;

        /** Cuts the file off at that length and goes on there; makes it if it is missing. */
        Growing(Path file, long length) throws IOException {
            this.file = file;
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.size() < length) {
                    throw new IOException(
                            file
                                    + " is shorter than an earlier run has left it, so that cannot"
                                    + " be taken up again");
                }
                channel.truncate(length).position(length);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            stream = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
        }

        @Override
        public OutputStream stream() {
            return stream;
        }

        @Override
        public long save() throws IOException {
            stream.flush();
            channel.force(true);
            return channel.position();
        }

        @Override
        public Optional<InputStream> again() throws IOException {
            return Optional.of(Files.newInputStream(file));
        }

        @Override
        public void close() throws IOException {
            try (channel) {
                stream.flush();
            }
        }
    }
}
