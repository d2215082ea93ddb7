package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowQuery;
import java.util.Optional;

/**
 * Which kinds of flows are wanted, as far as counts tell them apart.
 *
 * @param status a code, or {@link #ALL}
 * @param type a code, or {@link #ALL}
 */
record KindFilter(int status, int type) {
    static final int ALL = -1;
    static final KindFilter ANY = new KindFilter(ALL, ALL);

    boolean hasStatus() {
        return status != ALL;
    }

    boolean hasType() {
        return type != ALL;
    }

    /** Whether only kinds are wanted of which there usually are few; these have an index. */
    boolean isOfFew() {
        return status > FlowKind.INACTIVE || type > FlowKind.ORDINARY;
    }

    /** Empty if counts cannot tell, because the status or the type is none of the known. */
    static Optional<KindFilter> of(FlowQuery query) {
        int status = query.status().isEmpty() ? ALL : FlowKind.statusCode(query.status());
        int type = query.type().isEmpty() ? ALL : FlowKind.typeCode(query.type());
        return status == FlowKind.OTHER || type == FlowKind.OTHER
                ? Optional.empty()
                : Optional.of(new KindFilter(status, type));
    }
}
