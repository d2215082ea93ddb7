package io.flowkeep.flows;

/**
 * In what a driver of flows differs from the others.
 *
 * @param survivesReopen whether flows and events are there again after closing and opening
 * @param namesByCodePoint whether names are sorted by code point; otherwise by UTF-16 unit, which
 *     puts emoji before the last signs of the first plane
 * @param manyServers whether several servers can use it at once; otherwise its lease is everybody's
 */
public record FlowTraits(boolean survivesReopen, boolean namesByCodePoint, boolean manyServers) {

    /** Of a driver for one server that sorts names as it should. */
    public FlowTraits(boolean survivesReopen) {
        this(survivesReopen, true);
    }

    /** Of a driver for one server. */
    public FlowTraits(boolean survivesReopen, boolean namesByCodePoint) {
        this(survivesReopen, namesByCodePoint, false);
    }

    /** The same for many servers. */
    public FlowTraits forManyServers() {
        return new FlowTraits(survivesReopen, namesByCodePoint, true);
    }
}
