package io.flowkeep.flows;

/**
 * What to list. All conditions are ANDed; an empty text is no condition. Immutable.
 *
 * @param visibility which flows can be seen at all
 * @param owner an id that must be among the owners' as well
 * @param status the text of a status
 * @param type the flow's type
 * @param fromTemplate 24 small hexadecimal digits
 * @param search a part of the name or of the description, in any case of its letters, in any
 *     language; never a pattern
 * @param sort by what; flows that are equal in it come by ascending id
 * @param descending in reverse order, ids included
 * @param offset how many flows to leave out at the start, 0 or more
 * @param limit the most flows to give, 1 to {@link #MAX_LIMIT}
 */
public record FlowQuery(
        Visibility visibility,
        String owner,
        String status,
        String type,
        String fromTemplate,
        String search,
        Sort sort,
        boolean descending,
        long offset,
        int limit) {

    /** The largest page. */
    public static final int MAX_LIMIT = 1000;

    /** What flows can be sorted by. */
    public enum Sort {
        CREATED_AT,
        UPDATED_AT,
        /** By code point; flows without a name first. */
        NAME
    }

    /** Refuses limits and offsets out of their range. */
    public FlowQuery {
        if (limit < 1 || limit > MAX_LIMIT || offset < 0) {
            throw new IllegalArgumentException("limit or offset out of range");
        }
    }

    /** The oldest ten of what can be seen. */
    public static FlowQuery of(Visibility visibility) {
        return new FlowQuery(visibility, "", "", "", "", "", Sort.CREATED_AT, false, 0, 10);
    }
}
