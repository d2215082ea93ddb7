package io.flowkeep.files;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;

/** Keys for tests, from plain text. */
public final class FileKeys {
    private FileKeys() {}

    /** A key; the path must be in normal form. */
    public static FileKey key(String team, String project, String path) {
        return new FileKey(new TeamId(team), new ProjectId(project), new FilePath(path));
    }
}
