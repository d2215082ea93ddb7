package io.flowkeep.storage.postgres;

import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Pages of one or two lists, read in the order of an index, with the total out of counts: one round
 * trip for a first page.
 *
 * <p>With a status or a type there are two ways, and the count of what fits says which is cheaper:
 * to walk the order and pass over what does not fit, or to fetch what fits and sort it.
 */
final class ListPages {
    /** What it costs to look up an entry, in entries that are passed over. */
    private static final int LOOKUP = 10;

    private static final int MOST_FETCHED = 10_000;

    private ListPages() {}

    static FlowPage page(SqlSession session, FlowQuery query, KindFilter kind, List<UUID> lists)
            throws SQLException {
        boolean fetched = false;
        if (query.offset() > 0 || !kind.isAny()) {
            long total = FlowCounts.total(session, lists, kind);
            if (query.offset() >= total) {
                return new FlowPage(List.of(), total);
            }
            fetched = kind.isOfFew() && isQuickerFetched(session, query, lists, total);
        }
        Page page = page(query, kind, lists, fetched);
        return FlowListing.page(session, page.sql(), page.parameters());
    }

    private static boolean isQuickerFetched(
            SqlSession session, FlowQuery query, List<UUID> lists, long total) throws SQLException {
        if (total > MOST_FETCHED) {
            return false;
        }
        long all = FlowCounts.total(session, lists, KindFilter.ANY);
        long walked = (query.offset() + query.limit()) * all / total;
        return total * LOOKUP < Math.min(walked, all);
    }

    /** A statement for a page and the total. */
    record Page(String sql, List<Object> parameters) {
        Page {
            parameters = List.copyOf(parameters);
        }
    }

    static Page page(FlowQuery query, KindFilter kind, List<UUID> lists, boolean fetched) {
        List<Object> parameters = FlowCounts.parameters(lists, kind);
        for (UUID list : lists) {
            parameters.add(list);
            kind.addWantedTo(parameters);
            if (!fetched) {
                parameters.add(query.offset() + query.limit());
            }
        }
        parameters.add(query.limit());
        parameters.add(query.offset());
        return new Page(sql(query, kind, lists, fetched), parameters);
    }

    private static String sql(FlowQuery query, KindFilter kind, List<UUID> lists, boolean fetched) {
        String direction = query.descending() ? " DESC" : "";
        String one = fetched ? fetched(query, kind) : walked(query, kind, direction);
        String entries = lists.size() == 1 ? one : one + " UNION " + one;
        String page =
                "(SELECT * FROM ("
                        + entries
                        + ") e ORDER BY place"
                        + direction
                        + ", flow"
                        + direction
                        + " LIMIT ? OFFSET ?)";
        return FlowListing.loading(FlowCounts.sql(lists), page, direction);
    }

    private static String walked(FlowQuery query, KindFilter kind, String direction) {
        String column = FlowListing.column(query.sort());
        return "(SELECT "
                + column
                + " AS place, flow FROM flowkeep.flow_lists WHERE list = ?"
                + ofKind(kind)
                + " ORDER BY "
                + column
                + direction
                + ", flow"
                + direction
                + " LIMIT ?)";
    }

    /** The offset keeps the order out, so that the entries come from the index of the few. */
    private static String fetched(FlowQuery query, KindFilter kind) {
        return "(SELECT "
                + FlowListing.column(query.sort())
                + " AS place, flow FROM flowkeep.flow_lists WHERE list = ?"
                + ofKind(kind)
                + " AND (status <> 1 OR type > 1) OFFSET 0)";
    }

    private static String ofKind(KindFilter kind) {
        return (kind.hasStatus() ? " AND status = ?" : "")
                + (kind.hasType() ? " AND type = ?" : "");
    }
}
