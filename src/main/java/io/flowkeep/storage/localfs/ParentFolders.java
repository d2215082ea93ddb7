package io.flowkeep.storage.localfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The folders above a file. Immutable. */
final class ParentFolders {
    private final Path root;

    ParentFolders(Path root) {
        this.root = root;
    }

    /** The folder that holds a file which is not the file system's top. */
    static Path of(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    /**
     * Creates the missing folders above a file that is to be created.
     *
     * @return the folders in which names have changed or are about to
     */
    List<Path> make(Path file) throws IOException {
        Path parent = of(file);
        if (Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
            return List.of(parent);
        }
        Files.createDirectories(parent);
        return above(file);
    }

    /** A path's name relative to the root. */
    String relative(Path path) {
        return root.relativize(path).toString();
    }

    /** All folders above a file, up to the root. */
    List<Path> above(Path file) {
        List<Path> folders = new ArrayList<>();
        for (Path up = file.getParent(); up != null && up.startsWith(root); up = up.getParent()) {
            folders.add(up);
        }
        return folders;
    }
}
