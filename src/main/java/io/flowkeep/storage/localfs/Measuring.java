package io.flowkeep.storage.localfs;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Looks at whole trees: which projects there are and how large they are. Stateless. */
final class Measuring {
    private Measuring() {}

    /** Bytes of a project's files in each team that has a folder for it. */
    static Map<TeamId, Long> measure(SafeRoot root, ProjectId project) throws IOException {
        Map<TeamId, Long> sizes = new HashMap<>();
        for (TeamId team : teams(root)) {
            Path folder = root.project(team, project);
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                sizes.put(team, size(folder));
            }
        }
        return sizes;
    }

    /** The projects that have a folder in a team. */
    static Set<ProjectId> projects(SafeRoot root, TeamId team) throws IOException {
        return names(root.root().resolve(team.text()), ProjectId::parse);
    }

    /** The teams that have a folder. */
    static Set<TeamId> teams(SafeRoot root) throws IOException {
        return names(root.root(), TeamId::parse);
    }

    private static <T> Set<T> names(Path folder, Function<String, Optional<T>> parse)
            throws IOException {
        Set<T> names = new HashSet<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return names;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    parse.apply(entry.getFileName().toString()).ifPresent(names::add);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    private static long size(Path folder) throws IOException {
        long[] sum = {0};
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        boolean counts =
                                attributes.isRegularFile()
                                        && !file.getFileName()
                                                .toString()
                                                .startsWith(SafeRoot.HIDDEN_PREFIX);
                        sum[0] += counts ? attributes.size() : 0;
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE; // Deleted meanwhile.
                        }
                        throw e;
                    }
                });
        return sum[0];
    }
}
