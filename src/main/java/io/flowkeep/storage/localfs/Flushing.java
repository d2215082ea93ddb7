package io.flowkeep.storage.localfs;

import io.flowkeep.faults.Durability;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Flushes what is written to the disk, if answers are to wait for that. Immutable.
 *
 * @param durability what an answered write survives
 */
record Flushing(Durability durability) {
    /** Flushes nothing. */
    static final Flushing NONE = new Flushing(Durability.OS);

    /** False where the operating system flushes when it likes. */
    boolean isDone() {
        return durability == Durability.FULL;
    }

    /** Flushes a file's content, and as much of its metadata as is needed to find it. */
    void force(FileChannel file) throws IOException {
        if (isDone()) {
            file.force(false);
        }
    }

    /** Flushes a file or a folder's names; one that is gone meanwhile needs nothing. */
    void forcePath(Path path) throws IOException {
        if (!isDone()) {
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(false);
        } catch (NoSuchFileException _) {
            // Deleted since; the deleting thread flushes its folder.
        }
    }
}
