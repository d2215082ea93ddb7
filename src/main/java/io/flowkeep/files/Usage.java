package io.flowkeep.files;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.Map;

/**
 * How many bytes each project has in each team, as counters that move with every change. Safe for
 * concurrent use.
 *
 * <p>Asking, and judging a write against a quota, costs the same at ten files and at a million: the
 * files of a project are looked through once, when it is first asked for. Usage never reaches a
 * quota, however many write at once.
 *
 * <p>Any method may throw the faults of the store and of the ledger.
 */
public sealed interface Usage extends AutoCloseable permits LocalUsage, SharedUsage {

    /** The bytes of a project in one team. The first call for a project may walk all its files. */
    long usedBytes(TeamId team, ProjectId project);

    /** The bytes of a project in each of its teams, of one moment. */
    Map<TeamId, Long> shares(ProjectId project);

    /** Counts a project's files again; no change of it takes effect meanwhile. */
    Map<TeamId, Long> recount(ProjectId project);

    /** Begins a change; the result is closed when the change has ended, however it ended. */
    UsageChange begin(FileKey key, Quota quota);

    /** Ends the counting; ledger and store stay open. */
    @Override
    void close();
}
