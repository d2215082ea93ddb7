package io.flowkeep.storage.sql;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStatus;
import java.util.List;

/**
 * Status and type of a flow as far as counts distinguish them. The codes are stored: they may be
 * added to, but never changed.
 *
 * @param status 0 for any that is not known
 * @param type 0 for any that is not known
 */
public record FlowKind(short status, short type) {
    static final short OTHER = 0;
    static final short INACTIVE = 1;
    static final short ORDINARY = 1;
    private static final List<String> STATUSES =
            List.of("inactive", "starting", "active", "stopping");
    private static final List<String> TYPES = List.of("ordinary", "long_running", "long-running");

    public static FlowKind of(Flow flow) {
        return new FlowKind(statusCode(flow.status()), typeCode(flow.definition().text("type")));
    }

    public static short statusCode(FlowStatus status) {
        return status.isNull() ? OTHER : statusCode(status.text());
    }

    static short statusCode(String text) {
        return (short) (STATUSES.indexOf(text) + 1);
    }

    static short typeCode(String text) {
        return (short) (TYPES.indexOf(text) + 1);
    }
}
