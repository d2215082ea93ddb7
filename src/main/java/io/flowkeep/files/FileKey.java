package io.flowkeep.files;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;

/**
 * The full name of a file. Immutable.
 *
 * @param path never the project's own folder
 */
public record FileKey(TeamId team, ProjectId project, FilePath path) {

    /**
     * Refuses the project's own folder.
     *
     * @throws IllegalArgumentException if the path is the root
     */
    public FileKey {
        if (path.isRoot()) {
            throw new IllegalArgumentException("a project's own folder is not a file");
        }
    }

    /** Team, project and path as one text; no two files have the same. */
    public String name() {
        return team.text() + "/" + project.text() + "/" + path.text();
    }
}
