package io.flowkeep.storage.postgres;

import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.storage.sql.KindFilter;
import io.flowkeep.storage.sql.ListWalk;
import io.flowkeep.storage.sql.Sql;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Pages of one or two lists, read in the order of an index, with the total taken from counts: one
 * round trip for a first page.
 *
 * <p>With a status or a type there are two ways, and the count of what fits says which is cheaper:
 * to walk through the order and skip what does not fit, or to fetch what fits and sort it.
 */
final class ListPages {
    /** The cost of looking up an entry, measured in entries that are skipped. */
    private static final int LOOKUP = 10;

    private ListPages() {}

    static FlowPage page(SqlSession session, FlowQuery query, KindFilter kind, List<UUID> lists)
            throws SQLException {
        boolean fetched = false;
        if (query.offset() > 0 || !kind.equals(KindFilter.ANY)) {
            long total = FlowCounts.count(session, lists, kind);
            if (query.offset() >= total) {
                return new FlowPage(List.of(), total);
            }
            fetched =
                    ListWalk.isDearerThanFetching(
                            query,
                            kind,
                            total,
                            LOOKUP,
                            () -> FlowCounts.count(session, lists, KindFilter.ANY));
        }
        return FlowListing.page(session, page(query, kind, lists, fetched));
    }

    /** The statement for a page and the total. */
    static Sql page(FlowQuery query, KindFilter kind, List<UUID> lists, boolean fetched) {
        String direction = query.descending() ? " DESC" : "";
        String order = " ORDER BY place" + direction + ", flow" + direction;
        List<Sql> entries = new ArrayList<>();
        for (UUID list : lists) {
            Sql ofKind =
                    Sql.of("(SELECT " + ListWalk.column(query.sort()))
                            .then(" AS place, flow FROM flowkeep.flow_lists WHERE list = ?", list)
                            .then(FlowCounts.ofKind(kind));
            // The offset keeps PostgreSQL from using the index of the
            // order, so that it uses the index of the few.
            entries.add(
                    fetched
                            ? ofKind.then(" AND (status <> 1 OR type > 1) OFFSET 0)")
                            : ofKind.then(order + " LIMIT ?)", query.offset() + query.limit()));
        }
        Sql page =
                Sql.of("(SELECT * FROM (")
                        .then(Sql.join(" UNION ", entries))
                        .then(") e" + order + " LIMIT ? OFFSET ?)", query.limit(), query.offset());
        return FlowListing.loading(FlowCounts.total(lists, kind), page, direction);
    }
}
