package io.flowkeep.files;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The part of a {@link SharedLedger} by which projects are counted again beside their writes. While
 * that goes on, the ledger takes note of each change, in the order in which it hears of them:
 * before a change may take effect, and when it has ended. Safe for concurrent use by any number of
 * threads, processes and machines.
 *
 * <p>Each method is one atomic step. Every method may throw {@link StoreUnavailable}.
 */
public interface RecountLedger {

    /** The projects that are known. */
    Set<ProjectId> projects();

    /**
     * Some of the projects for which something impossible was found and which have not been counted
     * since.
     */
    List<ProjectId> doubtful();

    /**
     * Begins to count again a project whose usage is already known; nobody waits for the end. One
     * server does so at a time, for as long as its lease is renewed.
     *
     * @param id new
     * @param age a count that is younger is enough
     * @param isWished false: only if the last count, by any server, took no more than a twentieth
     *     of the time since it began
     */
    Begin beginRecount(String id, ProjectId project, Duration age, boolean isWished);

    /** The next notes after that number, some hundreds at most; none if there are none yet. */
    List<Note> notes(ProjectId project, long after);

    /**
     * Writes down what was counted, in place of all that was known, at a moment of which all notes
     * are known.
     *
     * @return what was known per team; empty if the lease ran out, and nothing is written
     */
    Optional<Map<TeamId, Long>> endRecount(String id, ProjectId project, Ending ending);

    /** Abandons a count. */
    void leaveRecount(String id, ProjectId project);

    /**
     * How a count ends.
     *
     * @param doubts that of {@link Begin.Begun}
     * @param after the number of the last note that is known
     * @param sums returns the bytes per team, given the notes that have come since; may be called
     *     again, with the same notes and more
     */
    record Ending(long doubts, long after, Function<List<Note>, Map<TeamId, Long>> sums) {}

    /**
     * What became of a file.
     *
     * @param number higher than that of all notes before it
     * @param bytes if touched, the size announced with the change; if moved, what it grew by
     * @param change if touched, the id that the file carries once it has changed; else empty, as it
     *     is for a deletion
     */
    record Note(long number, FileKey key, Kind kind, long bytes, String change) {}

    /** What a note says. */
    enum Kind {
        /** It may change from now on. */
        TOUCHED,
        /** It has changed. */
        MOVED,
        /** It has not. */
        STAYED
    }

    /** Whether a project may be counted again. */
    sealed interface Begin {
        /**
         * It may. The first notes tell of what is under way.
         *
         * @param doubts how often something impossible has been found so far
         */
        record Begun(long doubts) implements Begin {}

        /** It has never been counted, or is to be counted with nobody writing. */
        record Uncounted() implements Begin {}

        /** It has been counted recently. */
        record Counted() implements Begin {}

        /** Too soon after the last count. */
        record Early(Duration pause) implements Begin {}

        /**
         * Another count is under way.
         *
         * @param refusal to throw if the caller does not want to wait
         */
        record Busy(StoreUnavailable refusal) implements Begin {}
    }
}
