package io.flowkeep.storage.localfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What an answered write survives. */
public enum Durability {
    /** A crash of the process, of the machine, and a power cut: answers wait for the disk. */
    FSYNC,

    /**
     * A crash of the process only: answers do not wait for the disk, and after a power cut the last
     * seconds may be missing.
     */
    OS;

    /** Brings a file's content to the disk, and as much of its metadata as is needed to find it. */
    void force(FileChannel file) throws IOException {
        if (this == FSYNC) {
            file.force(false);
        }
    }

    /** Brings a file or a folder's names to the disk; one that has gone meanwhile needs nothing. */
    void forcePath(Path path) throws IOException {
        if (this == OS) {
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(false);
        } catch (NoSuchFileException _) {
            // Deleted since; its folder is brought to the disk by the one who deleted it.
        }
    }
}
