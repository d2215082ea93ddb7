package io.flowkeep.moving;

import java.nio.file.Path;
import java.util.Optional;

/** The outcome of a move. */
public sealed interface MoveOutcome {

    /** It came to its end. */
    record Ended(MoveCounts counts, ComparisonResult comparison) implements MoveOutcome {
        /** Nothing was skipped, and what was moved is there. */
        public boolean isGood() {
            return counts.skipped() == 0 && !(comparison instanceof ComparisonResult.Unsound);
        }
    }

    /**
     * It broke off.
     *
     * @param counts what was done before
     * @param journal by which the same command goes on; empty if it cannot
     */
    record Interrupted(Exception why, MoveCounts counts, Optional<Path> journal)
            implements MoveOutcome {}
}
