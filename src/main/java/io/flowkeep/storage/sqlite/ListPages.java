package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowQuery;
import io.flowkeep.storage.sql.KindFilter;
import io.flowkeep.storage.sql.ListWalk;
import io.flowkeep.storage.sql.Sql;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sqlite.FlowListing.Hits;
import io.flowkeep.storage.sqlite.OwnerSets.OwnerList;
import java.sql.SQLException;
import java.util.List;

/**
 * Pages of one or two lists, read in the order of an index.
 *
 * <p>With a status or a type there are two ways, and the count of what fits says which is cheaper:
 * to walk through the order and skip what does not fit, or to fetch what fits and sort it.
 */
final class ListPages {
    /** The cost of looking up an entry, measured in entries that are skipped. */
    private static final int LOOKUP = 10;

    private static final String KIND = " AND (? < 0 OR status = ?) AND (? < 0 OR type = ?)";

    private ListPages() {}

    static Hits hits(SqlSession session, FlowQuery query, KindFilter kind, List<OwnerList> lists)
            throws SQLException {
        long total = count(session, lists, kind);
        if (query.offset() >= total) {
            return new Hits(total, List.of());
        }
        boolean fetch =
                ListWalk.isDearerThanFetching(
                        query,
                        kind,
                        total,
                        query.sort() == FlowQuery.Sort.CREATED_AT
                                ? LOOKUP
                                : 1, // in other orders walking looks up each, too
                        () -> count(session, lists, KindFilter.ANY));
        return new Hits(
                total, session.list(page(query, kind, lists, fetch), row -> row.getLong(3)));
    }

    /** How many flows of a kind are in one of one or two lists. */
    static long count(SqlSession session, List<OwnerList> lists, KindFilter kind)
            throws SQLException {
        return session.find(total(lists, kind), row -> row.getLong(1)).orElse(0L);
    }

    /** The statement that counts. */
    static Sql total(List<OwnerList> lists, KindFilter kind) {
        long first = lists.getFirst().id();
        Sql one = Sql.of("SELECT ").then(inList(first, kind));
        if (lists.size() == 1) {
            return one;
        }
        long last = lists.getLast().id();
        Sql both =
                Sql.of(
                                "(SELECT coalesce(sum(n), 0) FROM owner_set_lists a"
                                        + " CROSS JOIN owner_set_lists b"
                                        + " ON b.owner_set = a.owner_set AND b.list = ?"
                                        + " CROSS JOIN owner_set_counts c"
                                        + " ON c.owner_set = a.owner_set WHERE a.list = ?",
                                last,
                                first)
                        .then(ofKind(kind))
                        .then(")");
        return one.then(" + ").then(inList(last, kind)).then(" - ").then(both);
    }

    private static Sql inList(long list, KindFilter kind) {
        return Sql.of("(SELECT coalesce(sum(n), 0) FROM list_counts WHERE list = ?", list)
                .then(ofKind(kind))
                .then(")");
    }

    private static Sql ofKind(KindFilter kind) {
        return Sql.of(KIND, kind.status(), kind.status(), kind.type(), kind.type());
    }

    /** The statement for a page, whose third column is the flow. */
    static Sql page(FlowQuery query, KindFilter kind, List<OwnerList> lists, boolean fetch) {
        String direction = query.descending() ? " DESC" : "";
        List<Sql> entries = lists.stream().map(list -> entries(query, kind, list, fetch)).toList();
        return Sql.join(" UNION ", entries)
                .then(" ORDER BY place" + direction)
                .then(", id" + direction + ", flow" + direction)
                .then(" LIMIT ? OFFSET ?", query.limit(), query.offset());
    }

    private static Sql entries(FlowQuery query, KindFilter kind, OwnerList list, boolean fetch) {
        boolean fetched = fetch && list.indexed() && kind.isOfFew();
        return Sql.of("SELECT " + ListWalk.column(query.sort()))
                .then(" AS place, id, flow FROM list_entries")
                .then(fetched ? " INDEXED BY list_entries_of_few" : "")
                .then(" WHERE list = ?", list.id())
                .then(list.indexed() ? " AND indexed = 1" : "")
                .then(fetched ? fetched(kind) : walked(kind));
    }

    private static Sql fetched(KindFilter kind) {
        return Sql.of(" AND (status <> 1 OR type > 1)")
                .then(
                        kind.hasStatus()
                                ? Sql.of(" AND status = ?", kind.status())
                                : Sql.of(" AND status IN (0, 1, 2, 3, 4)"))
                .then(Sql.of(" AND type = ?", kind.type()).when(kind.hasType()));
    }

    /**
     * The unary plus keeps SQLite from using an index for this condition, so that it uses one for
     * the order.
     */
    private static Sql walked(KindFilter kind) {
        return Sql.of(" AND +status = ?", kind.status())
                .when(kind.hasStatus())
                .then(Sql.of(" AND +type = ?", kind.type()).when(kind.hasType()));
    }
}
