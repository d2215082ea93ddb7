package io.flowkeep.storage.localfs;

import io.flowkeep.files.Obstacle;
import java.nio.file.Path;

/** Where a key leads. */
sealed interface ResolvedKey {
    /**
     * Inside its project. Immutable.
     *
     * @param path the real place; its folders are no symbolic links
     * @param name the same relative to the root, which is the name for locks and in the journal
     */
    record Inside(Path path, String name) implements ResolvedKey {}

    /** To no place that may be used. */
    record Blocked(Obstacle obstacle) implements ResolvedKey {}
}
