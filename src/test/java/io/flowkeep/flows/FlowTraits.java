package io.flowkeep.flows;

/**
 * In what a driver of flows differs from the others.
 *
 * @param survivesReopen whether flows and events are there again after closing and opening
 * @param namesByCodePoint whether names are sorted by code point; otherwise by UTF-16 unit, which
 *     puts emoji before the last signs of the first plane
 */
public record FlowTraits(boolean survivesReopen, boolean namesByCodePoint) {

    /** Of a driver that sorts names as it should. */
    public FlowTraits(boolean survivesReopen) {
        this(survivesReopen, true);
    }
}
