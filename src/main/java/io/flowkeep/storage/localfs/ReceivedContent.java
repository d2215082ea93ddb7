package io.flowkeep.storage.localfs;

import io.flowkeep.faults.StoreFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Content that has arrived in full: in memory if it is small, else in a temporary file. */
sealed interface ReceivedContent {

    /** At most {@link LocalFileStore#SMALL_BYTES} bytes. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Small(byte[] bytes) implements ReceivedContent {}

    /** A flushed temporary file, to be moved into place or removed by the receiver. */
    record Large(Path file, long size) implements ReceivedContent {}

    /** The disk is full; nothing is left of what came before. */
    record NoSpace() implements ReceivedContent {}

    /** Receives content. Safe for concurrent use. */
    final class Dock {
        private static final int CHUNK_BYTES = 128 << 10;

        private final TemporaryFiles temporary;
        private final Flushing flushing;
        private final UniqueTimes stamps;

        Dock(TemporaryFiles temporary, Flushing flushing, UniqueTimes stamps) {
            this.temporary = temporary;
            this.flushing = flushing;
            this.stamps = stamps;
        }

        /**
         * Reads content to its end, with no more memory than a small file takes.
         *
         * @throws IOException only what reading the content throws; nothing is left then
         * @throws StoreFault if it cannot be written
         */
        ReceivedContent receive(InputStream content) throws IOException {
            byte[] head = content.readNBytes(LocalFileStore.SMALL_BYTES + 1);
            return head.length <= LocalFileStore.SMALL_BYTES
                    ? new Small(head)
                    : receiveLarge(head, content);
        }

        private ReceivedContent receiveLarge(byte[] head, InputStream content) throws IOException {
            Path file = temporary.next();
            boolean complete = false;
            try (FileChannel out = openNew(file)) {
                long size = put(out, head, head.length, 0);
                byte[] chunk = new byte[CHUNK_BYTES];
                int count = content.readNBytes(chunk, 0, chunk.length);
                while (count > 0) {
                    size = put(out, chunk, count, size);
                    count = content.readNBytes(chunk, 0, chunk.length);
                }
                flush(file, out);
                complete = true;
                return new Large(file, size);
            } catch (Unwritable e) {
                if (LocalErrors.isNoSpace(e.reason)) {
                    return new NoSpace();
                }
                throw LocalErrors.unavailable("put down what arrives", e.reason);
            } finally {
                if (!complete) {
                    discard(file);
                }
            }
        }

        /** Removes a temporary file that may be there; the sweep removes what this cannot. */
        void discard(Path file) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException _) {
                // It holds disk space until the next start; nothing else depends on it.
            }
        }

        private static FileChannel openNew(Path file) throws Unwritable {
            try {
                return PlainFiles.create(file);
            } catch (IOException e) {
                throw new Unwritable(e);
            }
        }

        private static long put(FileChannel out, byte[] bytes, int length, long offset)
                throws Unwritable {
            try {
                ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
                long next = offset;
                while (left.hasRemaining()) {
                    next += out.write(left, next);
                }
                return next;
            } catch (IOException e) {
                throw new Unwritable(e);
            }
        }

        /** The name must be durable as well, since the journal will refer to it. */
        private void flush(Path file, FileChannel out) throws Unwritable {
            try {
                Files.setLastModifiedTime(file, stamps.next());
                flushing.force(out);
                flushing.forcePath(temporary.folder());
            } catch (IOException e) {
                throw new Unwritable(e);
            }
        }
    }

    /** The server's own disk failed, not the sender. */
    final class Unwritable extends IOException {
        private static final long serialVersionUID = 1;

        private final IOException reason;

        Unwritable(IOException reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
