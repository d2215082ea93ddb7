package io.flowkeep.storage.localfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The folder of files that are not complete or not in place yet. What a crash leaves in it is
 * removed at the next start, after the replay.
 *
 * <p>If a team's or project's folder is a mount of its own, a file cannot be renamed from here to
 * there. Then it is copied to a hidden file beside its target first; a note in this folder names
 * that file, so that the sweep finds it.
 *
 * <p>Safe for concurrent use.
 */
final class TemporaryFiles {
    private static final String NOTE_PREFIX = "beside-";

    private final Path folder;
    private final Flushing flushing;
    private final AtomicLong last = new AtomicLong();

    TemporaryFiles(Path folder, Flushing flushing) {
        this.folder = folder;
        this.flushing = flushing;
    }

    Path folder() {
        return folder;
    }

    /** A name that no file has. */
    Path next() {
        return folder.resolve("new-" + last.incrementAndGet());
    }

    /** Removes what a crash has left. */
    void sweep() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (file.getFileName().toString().startsWith(NOTE_PREFIX)) {
                    Path beside = Path.of(Files.readString(file));
                    if (beside.getFileName().toString().startsWith(SafeRoot.HIDDEN_PREFIX)) {
                        Files.deleteIfExists(beside);
                    }
                }
                Files.delete(file);
            }
        }
    }

    /** Puts a complete temporary file in the place of another file, in one step. */
    void moveIntoPlace(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            copyIntoPlace(temporary, target);
        }
    }

    /** The same across file systems. */
    void copyIntoPlace(Path temporary, Path target) throws IOException {
        long number = last.incrementAndGet();
        Path beside = target.resolveSibling(SafeRoot.HIDDEN_PREFIX + number + ".tmp");
        Path note = folder.resolve(NOTE_PREFIX + number);
        try {
            Files.writeString(note, beside.toAbsolutePath().toString());
            flushing.forcePath(note);
            flushing.forcePath(folder);
            Files.copy(
                    temporary,
                    beside,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
            try (FileChannel copy = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                flushing.force(copy);
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
            Files.deleteIfExists(note);
        }
        flushing.forcePath(ParentFolders.of(target));
        Files.deleteIfExists(temporary);
    }
}
