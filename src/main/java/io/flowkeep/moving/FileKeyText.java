package io.flowkeep.moving;

import io.flowkeep.files.FileKey;
import io.flowkeep.files.FilePath;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.Optional;

/** Keys of files as texts: {@code team/project/path}. Stateless. */
final class FileKeyText {
    private FileKeyText() {}

    static String text(FileKey key) {
        return key.team() + "/" + key.project() + "/" + key.path();
    }

    /** Empty if a part of it is no such thing. */
    static Optional<FileKey> parse(String text) {
        String[] parts = text.split("/", 3);
        if (parts.length < 3 || parts[2].isEmpty()) {
            return Optional.empty();
        }
        Optional<TeamId> team = TeamId.parse(parts[0]);
        Optional<ProjectId> project = ProjectId.parse(parts[1]);
        Optional<FilePath> path = path(parts[2]);
        return team.isPresent() && project.isPresent() && path.isPresent()
                ? Optional.of(new FileKey(team.get(), project.get(), path.get()))
                : Optional.empty();
    }

    private static Optional<FilePath> path(String text) {
        try {
            return Optional.of(new FilePath(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // not in normal form
        }
    }
}
