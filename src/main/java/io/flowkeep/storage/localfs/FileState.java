package io.flowkeep.storage.localfs;

import io.flowkeep.files.FileVersion;
import io.flowkeep.files.Obstacle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What is at a place right now, links not followed. */
sealed interface FileState {
    /** Nothing; folders above it may be missing too. */
    record Absent() implements FileState {}

    /** A file. */
    record Regular(BasicFileAttributes attributes) implements FileState {
        long size() {
            return attributes.size();
        }

        /** The version without its tag, for which a small file would have to be read. */
        FileVersion untagged() {
            return new FileVersion(size(), VersionTags.modified(attributes), "");
        }

        boolean isSmall() {
            return size() <= LocalFileStore.SMALL_BYTES;
        }
    }

    /** A symbolic link. */
    record Link() implements FileState {}

    /** A folder, something that is neither, or a name that the file system does not allow. */
    record Blocked(Obstacle obstacle) implements FileState {}

    /** Looks at a place; one system call if something is there. */
    static FileState of(Path path) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (found.isRegularFile()) {
                return new Regular(found);
            }
            if (found.isSymbolicLink()) {
                return new Link();
            }
            return new Blocked(
                    found.isDirectory() ? new Obstacle.IsFolder() : new Obstacle.OutsideProject());
        } catch (NoSuchFileException _) {
            return absentOrBelowFile(path);
        } catch (IOException e) {
            if (LocalErrors.isNameTooLong(e)) {
                return new Blocked(new Obstacle.NameTooLong());
            }
            throw LocalErrors.unavailable("look at " + path, e);
        }
    }

    /** Java says "no such file" for both. */
    private static FileState absentOrBelowFile(Path path) {
        Path parent = ParentFolders.of(path);
        Path existing = parent;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = ParentFolders.of(existing);
        }
        return Files.isDirectory(existing, LinkOption.NOFOLLOW_LINKS)
                ? new Absent()
                : new Blocked(new Obstacle.BelowFile(existing.equals(parent)));
    }
}
