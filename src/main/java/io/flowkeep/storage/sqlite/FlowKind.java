package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStatus;
import java.util.List;

/**
 * Status and type of a flow as far as counts know them apart. The codes are stored: lists may only
 * be added to.
 *
 * @param status 0 for any that is not known
 * @param type 0 for any that is not known
 */
record FlowKind(int status, int type) {
    static final int OTHER = 0;
    static final int INACTIVE = 1;
    static final int ORDINARY = 1;
    private static final List<String> STATUSES =
            List.of("inactive", "starting", "active", "stopping");
    private static final List<String> TYPES = List.of("ordinary", "long_running", "long-running");

    static FlowKind of(Flow flow) {
        return new FlowKind(statusCode(flow.status()), typeCode(flow.definition().text("type")));
    }

    static int statusCode(FlowStatus status) {
        return status.isNull() ? OTHER : STATUSES.indexOf(status.text()) + 1;
    }

    static int statusCode(String text) {
        return STATUSES.indexOf(text) + 1;
    }

    static int typeCode(String text) {
        return TYPES.indexOf(text) + 1;
    }
}
