package io.flowkeep.storage.sql;

import io.flowkeep.flows.FlowQuery;
import java.sql.SQLException;

/**
 * The choice between the two ways to a page of flows of some kind: to walk through the order and
 * skip what does not fit, or to fetch what fits from an index of the few and sort it. Stateless.
 */
public final class ListWalk {
    private static final int MOST_FETCHED = 10_000;

    private ListWalk() {}

    /** How many flows there are in all, whatever their kind; asked only if it matters. */
    @FunctionalInterface
    public interface All {
        /** Counts them. */
        long count() throws SQLException;
    }

    /**
     * Whether fetching is cheaper than walking.
     *
     * @param total how many flows fit; above 0
     * @param lookup the cost of fetching a flow, measured in flows that are skipped
     */
    public static boolean isDearerThanFetching(
            FlowQuery query, KindFilter kind, long total, long lookup, All all)
            throws SQLException {
        if (!kind.isOfFew() || total > MOST_FETCHED) {
            return false;
        }
        long most = all.count();
        long walked = (query.offset() + query.limit()) * most / total;
        return total * lookup < Math.min(walked, most);
    }

    /** The column by which flows are sorted. */
    public static String column(FlowQuery.Sort sort) {
        return switch (sort) {
            case CREATED_AT -> "created_at";
            case UPDATED_AT -> "updated_at";
            case NAME -> "sort_name";
        };
    }
}
