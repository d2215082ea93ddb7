package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowQuery;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sqlite.FlowListing.Hits;
import io.flowkeep.storage.sqlite.OwnerSets.OwnerList;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Pages of one or two lists, read in the order of an index.
 *
 * <p>With a status or a type there are two ways, and the count of what fits says which is cheaper:
 * to walk the order and pass over what does not fit, or to fetch what fits and sort it.
 */
final class ListPages {
    /** What it costs to look up an entry, in entries that are passed over. */
    private static final int LOOKUP = 10;

    private static final int MOST_FETCHED = 10_000;

    private static final String KIND = " AND (?2 < 0 OR status = ?2) AND (?3 < 0 OR type = ?3)";
    private static final String IN_LIST =
            "(SELECT coalesce(sum(n), 0) FROM list_counts WHERE list = ";
    static final String TOTAL_OF_ONE = "SELECT " + IN_LIST + "?1" + KIND + ")";
    static final String TOTAL_OF_TWO =
            "SELECT "
                    + (IN_LIST + "?1" + KIND + ") + ")
                    + (IN_LIST + "?4" + KIND + ") - ")
                    + "(SELECT coalesce(sum(n), 0) FROM owner_set_lists a"
                    + " CROSS JOIN owner_set_lists b"
                    + " ON b.owner_set = a.owner_set AND b.list = ?4"
                    + " CROSS JOIN owner_set_counts c ON c.owner_set = a.owner_set"
                    + (" WHERE a.list = ?1" + KIND + ")");

    private ListPages() {}

    static Hits hits(SqlSession session, FlowQuery query, KindFilter kind, List<OwnerList> lists)
            throws SQLException {
        long total = total(session, lists, kind);
        if (query.offset() >= total) {
            return new Hits(total, List.of());
        }
        String sql = page(query, kind, lists, isQuickerFetched(session, query, kind, lists, total));
        List<Long> flows =
                session.list(
                        sql,
                        row -> row.getLong(3),
                        parameters(lists, kind, query.limit(), query.offset()));
        return new Hits(total, flows);
    }

    /** Walking means to pass over many flows, fetching to look up each that fits. */
    private static boolean isQuickerFetched(
            SqlSession session, FlowQuery query, KindFilter kind, List<OwnerList> lists, long total)
            throws SQLException {
        if (!kind.isOfFew() || total > MOST_FETCHED) {
            return false;
        }
        long all = total(session, lists, KindFilter.ANY);
        long walked = (query.offset() + query.limit()) * all / total;
        return switch (query.sort()) {
            case CREATED_AT -> total * LOOKUP < Math.min(walked, all);
            case UPDATED_AT, NAME -> total < Math.min(walked, all); // walking looks up each, too
        };
    }

    /** How many flows of a kind are in one of one or two lists. */
    static long total(SqlSession session, List<OwnerList> lists, KindFilter kind)
            throws SQLException {
        String sql = lists.size() == 1 ? TOTAL_OF_ONE : TOTAL_OF_TWO;
        return session.find(sql, row -> row.getLong(1), parameters(lists, kind)).orElse(0L);
    }

    private static Object[] parameters(List<OwnerList> lists, KindFilter kind, Object... more) {
        List<Object> all = new ArrayList<>();
        all.add(lists.getFirst().id());
        all.add(kind.status());
        all.add(kind.type());
        all.addAll(List.of(more));
        if (lists.size() == 2) {
            all.add(lists.getLast().id());
        }
        return all.toArray();
    }

    /**
     * The statement for a page, whose third column is the flow; parameters: list, status, type,
     * limit, offset, other list.
     */
    static String page(FlowQuery query, KindFilter kind, List<OwnerList> lists, boolean fetch) {
        String direction = query.descending() ? " DESC" : "";
        StringBuilder sql = new StringBuilder();
        sql.append(entries(query, kind, "?1", lists.getFirst(), fetch));
        if (lists.size() == 2) {
            sql.append(" UNION ").append(entries(query, kind, "?6", lists.getLast(), fetch));
        }
        for (String column : List.of(" ORDER BY place", ", id", ", flow")) {
            sql.append(column).append(direction);
        }
        return sql.append(" LIMIT ?4 OFFSET ?5").toString();
    }

    private static String entries(
            FlowQuery query, KindFilter kind, String parameter, OwnerList list, boolean fetch) {
        boolean fetched = fetch && list.indexed() && kind.isOfFew();
        return "SELECT "
                + column(query.sort())
                + " AS place, id, flow FROM list_entries"
                + (fetched ? " INDEXED BY list_entries_of_few" : "")
                + " WHERE list = "
                + parameter
                + (list.indexed() ? " AND indexed = 1" : "")
                + (fetched ? fetched(kind) : walked(kind));
    }

    private static String fetched(KindFilter kind) {
        return " AND (status <> 1 OR type > 1)"
                + (kind.hasStatus() ? " AND status = ?2" : " AND status IN (0, 1, 2, 3, 4)")
                + (kind.hasType() ? " AND type = ?3" : "");
    }

    /** The plus keeps a condition away from the indexes, so that the order comes from one. */
    private static String walked(KindFilter kind) {
        return (kind.hasStatus() ? " AND +status = ?2" : "")
                + (kind.hasType() ? " AND +type = ?3" : "");
    }

    static String column(FlowQuery.Sort sort) {
        return switch (sort) {
            case CREATED_AT -> "created_at";
            case UPDATED_AT -> "updated_at";
            case NAME -> "sort_name";
        };
    }
}
