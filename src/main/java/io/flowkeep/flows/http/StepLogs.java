package io.flowkeep.flows.http;

import io.flowkeep.flows.FlowId;
import io.flowkeep.http.Reply;

/** Where the logs of a flow's steps come from. Safe for concurrent use. */
public interface StepLogs {

    /**
     * The logs of one step. The caller has made sure that the flow may be seen.
     *
     * @param stepId decoded; not empty and without slashes, backslashes and {@code ..}
     * @param rawQuery as sent, without the question mark; empty if there is none
     */
    Reply fetch(FlowId flow, String stepId, String rawQuery);
}
