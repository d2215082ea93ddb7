package io.flowkeep.flows;

import java.time.Instant;

/**
 * The state of a flow since it was told to run or to stop. Immutable.
 *
 * @param since when the status came to be; the flow's last change where a store does not know
 * @param reason why, in a few words for people, for example {@code started by its owner}; empty
 *     where a store does not know
 * @param startedBy the id of who started it last, which goes out whenever the start is announced;
 *     empty where nobody did or a store does not know
 * @param ran whether the orchestrator has said, since the flow was last inactive, that it runs
 * @param unanswered what the orchestrator was told and has not answered
 * @param announcedAt when the status was last announced to the orchestrator
 * @param announcements how often it was by a server of this kind; 0 for states that are not
 *     announced, and for flows that another program left starting or stopping
 */
public record RunState(
        FlowStatus status,
        Instant since,
        String reason,
        String startedBy,
        boolean ran,
        Unanswered unanswered,
        Instant announcedAt,
        int announcements) {

    /** The state of a flow that has never been told to run. */
    public static RunState inactive(Instant since, String reason) {
        return new RunState(
                FlowStatus.INACTIVE, since, reason, "", false, Unanswered.NONE, since, 0);
    }
}
