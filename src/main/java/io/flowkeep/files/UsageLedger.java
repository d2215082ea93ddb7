package io.flowkeep.files;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.Map;
import java.util.Set;

/**
 * Remembers, across restarts and crashes, how many bytes each project has in each team, and which
 * projects have changed since that was written down. Safe for concurrent use. {@link LocalUsage}
 * makes sure that its calls for one project never overlap.
 *
 * <p>Every method that changes something is durable when it returns, and happens whole or not at
 * all, over a crash as well. Every method may throw {@link io.flowkeep.faults.StoreUnavailable};
 * then nothing was changed.
 */
public interface UsageLedger extends AutoCloseable {

    /** What is known of a project. */
    Recorded find(ProjectId project);

    /**
     * Marks a project as changing: until the next {@link #save} of it, what is written down is not
     * to be relied on. Marking twice is harmless; an unknown project may be marked.
     */
    void mark(ProjectId project);

    /**
     * Writes down the exact bytes of some projects and takes their marks away, all in one step.
     * What was known of these projects is replaced: a team that is not named has nothing.
     */
    void save(Map<ProjectId, Map<TeamId, Long>> exact);

    /** All projects that have been marked or saved. */
    Set<ProjectId> projects();

    /** The marked projects, to be shown to operators. */
    Set<ProjectId> marked();

    /** Ends the ledger. What is written stays; nothing is written down by closing. */
    @Override
    void close();

    /** What the ledger says about a project. */
    sealed interface Recorded {
        /** These are the bytes per team. */
        record Exact(Map<TeamId, Long> bytesByTeam) implements Recorded {
            public Exact {
                bytesByTeam = Map.copyOf(bytesByTeam);
            }
        }

        /** It was marked and not saved since: count it again. */
        record Marked() implements Recorded {}

        /** Never seen: count it. */
        record Unknown() implements Recorded {}
    }
}
