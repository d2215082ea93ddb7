package io.flowkeep.storage.localfs;

import io.flowkeep.files.Missing;
import io.flowkeep.files.Obstacle;
import io.flowkeep.files.PreconditionFailed;
import io.flowkeep.files.Removed;
import io.flowkeep.files.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Deletes files. Safe for concurrent use. */
final class Deletions {
    private final Redo redo;

    Deletions(Redo redo) {
        this.redo = redo;
    }

    /** Deletes a file; the caller has the file's turn. */
    Removed delete(FileQueues.Lane lane, ResolvedKey.Inside place, Terms terms) {
        return switch (FileState.of(place.path())) {
            case FileState.Blocked(var obstacle) -> obstacle;
            case FileState.Link _ -> new Obstacle.OutsideProject();
            case FileState.Absent _ ->
                    terms.precondition().allowsMissing() ? new Missing() : new PreconditionFailed();
            case FileState.Regular file -> {
                if (!FileReading.allows(terms.precondition(), place.path(), file)) {
                    yield new PreconditionFailed();
                }
                terms.charge().at(place.name());
                terms.charge().removing(file.size());
                unlink(lane, place);
                terms.charge().removed(file.size());
                yield new Removed.Gone();
            }
        };
    }

    /** Deletes a link as such; it counts for nothing, since usage does not follow links. */
    Removed deleteLink(FileQueues.Lane lane, ResolvedKey.Inside link, Terms terms) {
        if (!(FileState.of(link.path()) instanceof FileState.Link)) {
            return delete(lane, link, terms);
        }
        unlink(lane, link);
        return new Removed.Gone();
    }

    private void unlink(FileQueues.Lane lane, ResolvedKey.Inside place) {
        Path path = place.path();
        try {
            redo.run(
                    lane,
                    List.of(new JournalRecord.Delete(place.name())),
                    List.of(ParentFolders.of(path)),
                    () -> Files.deleteIfExists(path),
                    () -> path);
        } catch (IOException e) {
            throw LocalErrors.unavailable("delete " + path, e);
        }
    }
}
