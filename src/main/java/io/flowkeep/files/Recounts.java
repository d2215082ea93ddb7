package io.flowkeep.files;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Counts files anew on request, while the server runs and files are written. Safe for concurrent
 * use; one count runs at a time, a further one waits for its turn.
 *
 * <p>Any method may throw the faults of the store and of the ledger; what was counted until then
 * stays counted.
 */
public interface Recounts {

    /** Counts one project's files; a project without files has nothing. */
    Recounted recount(ProjectId project);

    /**
     * Counts the files of all projects that the store or the ledger knows, one after the other.
     *
     * @param each told of a project as soon as it is counted, on the calling thread; if it throws,
     *     the counting ends there
     */
    void recountAll(Consumer<Recounted> each);

    /** What a project was recorded to hold per team, in bytes, and what it really holds. */
    record Recounted(ProjectId project, Map<TeamId, Long> before, Map<TeamId, Long> after) {
        /** Copies the maps. */
        public Recounted {
            before = Map.copyOf(before);
            after = Map.copyOf(after);
        }

        /** Whether the count differs from what was recorded. */
        public boolean changed() {
            return !before.equals(after);
        }
    }
}
