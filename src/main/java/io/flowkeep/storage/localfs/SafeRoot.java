package io.flowkeep.storage.localfs;

import io.flowkeep.files.FilePath;
import io.flowkeep.files.Obstacle;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Finds the place of a file on the disk, never outside {@code root/team/project}.
 *
 * <p>The types of the names already exclude every spelling that leads upwards. What is left are
 * symbolic links, which only somebody with access to the folder can create. The usual path has
 * none: each folder below the root is looked at once, and if none is a link, the name is the place.
 * Otherwise the real place is worked out, and it must lie in the project's folder; a link that
 * leads out, dangles or loops is refused. The root itself may be a link, and a team's folder may be
 * a mount point; neither a team's nor a project's folder may be a link.
 *
 * <p><b>Not covered:</b> an attacker who replaces a folder by a link between this check and its use
 * microseconds later. This takes write access to the folder as the server's user or as root. The
 * last name of the path is covered: it is opened without following links.
 *
 * <p>Immutable.
 */
final class SafeRoot {
    /** Temporary files beside their target begin so; see {@link TemporaryFiles}. */
    static final String HIDDEN_PREFIX = ".flowkeep-";

    /** The server's own folder. It cannot be a team's: a team's name never begins with a dot. */
    static final String OWN_FOLDER = ".flowkeep";

    private final Path root;

    /**
     * @param root the real path of an existing folder
     */
    SafeRoot(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** The folder of a project, whether or not it exists. */
    Path project(TeamId team, ProjectId project) {
        return root.resolve(team.text() + "/" + project.text());
    }

    /**
     * The place of a file or folder, following links in the path's folders but not at its end.
     *
     * @param file may be the project's own folder
     */
    ResolvedKey locate(TeamId team, ProjectId project, FilePath file) {
        String name = team.text() + "/" + project.text();
        try {
            Path top = root.resolve(name);
            if (Files.isSymbolicLink(ParentFolders.of(top))) {
                return outside();
            }
            if (file.isRoot()) {
                return Files.isSymbolicLink(top) ? outside() : new ResolvedKey.Inside(top, name);
            }
            Path path = top.resolve(file.text());
            for (Path up = ParentFolders.of(path); !up.equals(top); up = ParentFolders.of(up)) {
                if (Files.isSymbolicLink(up)) {
                    return throughLinks(top, path);
                }
            }
            return Files.isSymbolicLink(top)
                    ? outside()
                    : new ResolvedKey.Inside(path, name + "/" + file.text());
        } catch (InvalidPathException e) {
            throw LocalErrors.unspeakable(e);
        }
    }

    /** The place that a link at the end of a path leads to. */
    ResolvedKey follow(TeamId team, ProjectId project, Path link) {
        Path top = project(team, project);
        try {
            return within(top, link.toRealPath());
        } catch (IOException _) {
            // Dangling, looping or unreadable: it leads nowhere.
            return outside();
        }
    }

    /** Follows the links in the folders of a path, of which the lower ones may be missing. */
    private ResolvedKey throughLinks(Path top, Path path) {
        Path existing = ParentFolders.of(path);
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = ParentFolders.of(existing);
        }
        try {
            return within(top, existing.toRealPath().resolve(existing.relativize(path)));
        } catch (IOException _) {
            return outside();
        }
    }

    private ResolvedKey within(Path top, Path real) {
        return real.startsWith(top)
                ? new ResolvedKey.Inside(real, root.relativize(real).toString())
                : outside();
    }

    /** The refusal of paths that lead out of the project. */
    static ResolvedKey outside() {
        return new ResolvedKey.Blocked(new Obstacle.OutsideProject());
    }
}
