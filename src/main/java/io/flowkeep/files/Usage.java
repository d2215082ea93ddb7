package io.flowkeep.files;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How many bytes each project has in each team, as counters that move with every change. Safe for
 * concurrent use.
 *
 * <p>Asking, and judging a write against a quota, costs the same at ten files and at a million: the
 * files of a project are looked through once, when it is first asked for, and again when there is a
 * reason to believe that they have changed behind the server's back: when a write would be refused,
 * when something impossible is found, and when the outcome of a change is not known. That goes on
 * beside the writes, and takes no more than a twentieth of a project's time. Usage never reaches a
 * quota, however many write at once, and never falls below 0.
 *
 * <p>Any method may throw the faults of the store and of the ledger.
 */
public sealed interface Usage extends Recounts, AutoCloseable permits LocalUsage, SharedUsage {

    /** The bytes of a project in one team. The first call for a project may walk all its files. */
    long usedBytes(TeamId team, ProjectId project);

    /** The bytes of a project in each of its teams, of one moment. */
    Map<TeamId, Long> shares(ProjectId project);

    /** Begins a change; the result is closed when the change has ended, however it ended. */
    UsageChange begin(FileKey key, Quota quota);

    /** The projects that the store or the ledger knows. */
    Set<ProjectId> projects();

    /**
     * Counts a project, as {@link #recount}, unless that has been done lately.
     *
     * @param age a count that is younger is enough
     */
    void review(ProjectId project, Duration age);

    /** Ends the counting; ledger and store stay open. */
    @Override
    void close();
}
