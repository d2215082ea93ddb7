package io.flowkeep.moving;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What lies in a files folder and is no file of a project: names that are not UTF-8, links that
 * lead nowhere that counts, pipes and devices, files at the wrong depth. A store shows none of
 * them, so nobody would learn that they were left behind. Goes down in the order of the names, with
 * one folder per level in memory. For one thread.
 */
final class FolderRest {
    /** What a server keeps for itself, in the root and beside a file while it is written. */
    private static final String OWN = ".flowkeep";

    private static final int PROJECT_DEPTH = 2;

    private final Path root;
    private final Deque<Deque<Path>> levels = new ArrayDeque<>();
    private boolean begun;
    private String shown = "";

    FolderRest(Path root) {
        this.root = root;
    }

    /**
     * Something left behind.
     *
     * @param name its path in the folder, with %XX for bytes that are no text
     */
    record LeftBehind(String name, String reason) {}

    /** The next one; empty at the end. */
    Optional<LeftBehind> next() throws IOException {
        if (!begun) {
            begun = true;
            levels.push(sorted(root));
        }
        while (!levels.isEmpty()) {
            if (levels.peek().isEmpty()) {
                levels.pop();
                continue;
            }
            Optional<String> reason = look(levels.peek().pop());
            if (reason.isPresent()) {
                return Optional.of(new LeftBehind(shown, reason.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> look(Path path) throws IOException {
        String name = path.getFileName().toString();
        shown = root.toUri().relativize(path.toUri()).getRawPath();
        if (name.startsWith(OWN)) {
            return Optional.empty();
        }
        BasicFileAttributes found;
        try {
            found =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        if (name.indexOf('\uFFFD') >= 0 && !path.resolveSibling(name).equals(path)) {
            return Optional.of(
                    "the name is not UTF-8" + (found.isDirectory() ? ", and all in it stays" : ""));
        }
        shown = root.relativize(path).toString();
        if (found.isDirectory()) {
            levels.push(sorted(path));
            return Optional.empty();
        }
        return found.isSymbolicLink() ? link(path) : file(found.isRegularFile());
    }

    private Optional<String> file(boolean plain) {
        if (!plain) {
            return Optional.of("no plain file but a pipe, a socket or a device");
        }
        return FileKeyText.parse(shown).isPresent()
                ? Optional.empty()
                : Optional.of("the name is not team/project/path in normal form");
    }

    /** A link to a file of its project is moved as that file. */
    private Optional<String> link(Path path) {
        try {
            Path real = path.toRealPath();
            Path top = root.toRealPath();
            boolean moved =
                    FileKeyText.parse(shown).isPresent()
                            && Files.isRegularFile(real)
                            && real.startsWith(
                                    top.resolve(root.relativize(path).subpath(0, PROJECT_DEPTH)));
            return moved ? Optional.empty() : Optional.of("a link that is not followed");
        } catch (IOException _) {
            return Optional.of("a link that leads nowhere");
        }
    }

    private static Deque<Path> sorted(Path folder) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(paths::add);
        } catch (NoSuchFileException _) {
            return new ArrayDeque<>(); // gone since its parent was read
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        paths.sort(Comparator.naturalOrder());
        return new ArrayDeque<>(paths);
    }
}
