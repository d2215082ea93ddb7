package io.flowkeep.storage.localfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/**
 * Reading and writing whole parts of files; a link at the path's end is never followed. Stateless.
 */
final class PlainFiles {
    private static final Set<OpenOption> READ =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> WRITE =
            Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private PlainFiles() {}

    static FileChannel openToRead(Path path) throws IOException {
        return FileChannel.open(path, READ);
    }

    static FileChannel openToWrite(Path path) throws IOException {
        return FileChannel.open(path, WRITE);
    }

    static FileChannel create(Path path) throws IOException {
        return FileChannel.open(path, CREATE);
    }

    /** Reads a file that is expected to have this length; returns what it really has. */
    static byte[] read(Path path, int expectedBytes) throws IOException {
        try (FileChannel file = openToRead(path)) {
            ByteBuffer bytes = ByteBuffer.allocate(expectedBytes);
            int count = 0;
            while (bytes.hasRemaining() && count >= 0) {
                count = file.read(bytes);
            }
            byte[] array = bytes.array();
            return bytes.hasRemaining() ? Arrays.copyOf(array, bytes.position()) : array;
        }
    }

    /** Writes a new or hidden file. */
    static void writeNew(Path path, byte[] content) throws IOException {
        try (FileChannel file = create(path)) {
            write(file, content, 0);
        }
    }

    /** Overwrites a file where it lies. */
    static void overwrite(Path path, byte[] content, long presentBytes, Flushing flushing)
            throws IOException {
        try (FileChannel file = openToWrite(path)) {
            write(file, content, 0);
            if (presentBytes > content.length) {
                file.truncate(content.length);
            }
            flushing.force(file);
        }
    }

    /** Writes at a place in a file. */
    static void writeAt(Path path, byte[] bytes, long offset) throws IOException {
        try (FileChannel file = openToWrite(path)) {
            write(file, bytes, offset);
        }
    }

    /** Cuts a file back, durably. */
    static void cut(Path path, long length, Flushing flushing) throws IOException {
        try (FileChannel file = openToWrite(path)) {
            file.truncate(length);
            flushing.force(file);
        }
    }

    /** Removes a file, durably. */
    static void remove(Path path, Flushing flushing) throws IOException {
        Files.deleteIfExists(path);
        flushing.forcePath(ParentFolders.of(path));
    }

    static void write(FileChannel file, byte[] bytes, long offset) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        for (long next = offset; left.hasRemaining(); ) {
            next += file.write(left, next);
        }
    }
}
