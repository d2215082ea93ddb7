package io.flowkeep.storage.postgres;

import io.flowkeep.flows.FlowQuery;
import java.util.List;
import java.util.Optional;

/**
 * Which kinds of flows are wanted, as far as counts tell them apart.
 *
 * @param status a code, or {@link #ALL}
 * @param type a code, or {@link #ALL}
 */
record KindFilter(short status, short type) {
    static final short ALL = -1;
    static final KindFilter ANY = new KindFilter(ALL, ALL);

    boolean hasStatus() {
        return status != ALL;
    }

    boolean hasType() {
        return type != ALL;
    }

    boolean isAny() {
        return equals(ANY);
    }

    /** Whether only kinds are wanted of which there usually are few; these have an index. */
    boolean isOfFew() {
        return status > FlowKind.INACTIVE || type > FlowKind.ORDINARY;
    }

    /** As the expressions of {@link FlowCounts} want it. */
    void addTo(List<Object> parameters) {
        parameters.addAll(List.of(status, status, type, type));
    }

    /** Only what is wanted. */
    void addWantedTo(List<Object> parameters) {
        if (hasStatus()) {
            parameters.add(status);
        }
        if (hasType()) {
            parameters.add(type);
        }
    }

    /** Empty if counts cannot tell, because the status or the type is none of the known. */
    static Optional<KindFilter> of(FlowQuery query) {
        short status = query.status().isEmpty() ? ALL : FlowKind.statusCode(query.status());
        short type = query.type().isEmpty() ? ALL : FlowKind.typeCode(query.type());
        return status == FlowKind.OTHER || type == FlowKind.OTHER
                ? Optional.empty()
                : Optional.of(new KindFilter(status, type));
    }
}
