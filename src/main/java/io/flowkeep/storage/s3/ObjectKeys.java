package io.flowkeep.storage.s3;

import io.flowkeep.files.FileKey;
import io.flowkeep.files.FilePath;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.text.Utf8;

/** How files are named in the bucket. */
final class ObjectKeys {
    /**
     * The prefix of the server's own objects. It cannot be a team's: a team's name never begins
     * with a dot.
     */
    static final String OWN = ".flowkeep/";

    /** S3's own limit, in bytes of UTF-8. */
    private static final int MOST_BYTES = 1024;

    private ObjectKeys() {}

    static String of(FileKey key) {
        return project(key.team(), key.project()) + key.path().text();
    }

    static String project(TeamId team, ProjectId project) {
        return team(team) + project.text() + "/";
    }

    static String team(TeamId team) {
        return team.text() + "/";
    }

    /** What the names of all files below a folder begin with. */
    static String folder(TeamId team, ProjectId project, FilePath folder) {
        return project(team, project) + (folder.isRoot() ? "" : folder.text() + "/");
    }

    static boolean isTooLong(TeamId team, ProjectId project, FilePath path) {
        String key = project(team, project) + path.text();
        return path.isTooLong() || Utf8.length(key) > MOST_BYTES;
    }

    /**
     * Whether the rest of a key after its project is a file that a client can name. The replaced
     * server also left names with a trailing slash; they are never shown.
     */
    static boolean isFile(String rest) {
        try {
            return !new FilePath(rest).isRoot();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
