package io.flowkeep.storage.localfs;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Which teams and projects have folders. Stateless. */
final class ProjectFolders {
    private ProjectFolders() {}

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
}
