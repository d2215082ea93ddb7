package io.flowkeep.storage.sql;

import io.flowkeep.flows.FlowQuery;
import java.util.Optional;

/**
 * Which kinds of flows are wanted, as far as counts tell them apart.
 *
 * @param status a code, or {@link #ALL}
 * @param type a code, or {@link #ALL}
 */
public record KindFilter(short status, short type) {
    /** Stands for every code. */
    public static final short ALL = -1;

    /** Every kind. */
    public static final KindFilter ANY = new KindFilter(ALL, ALL);

    /** Empty if counts cannot tell, because the status or the type is none of the known. */
    public static Optional<KindFilter> of(FlowQuery query) {
        short status = query.status().isEmpty() ? ALL : FlowKind.statusCode(query.status());
        short type = query.type().isEmpty() ? ALL : FlowKind.typeCode(query.type());
        return status == FlowKind.OTHER || type == FlowKind.OTHER
                ? Optional.empty()
                : Optional.of(new KindFilter(status, type));
    }

    /** Whether one status is wanted. */
    public boolean hasStatus() {
        return status != ALL;
    }

    /** Whether one type is wanted. */
    public boolean hasType() {
        return type != ALL;
    }

    /** Whether only kinds are wanted of which there usually are few; these have an index. */
    public boolean isOfFew() {
        return status > FlowKind.INACTIVE || type > FlowKind.ORDINARY;
    }
}
