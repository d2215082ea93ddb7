package io.flowkeep.storage.postgres;

import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.Visibility;
import io.flowkeep.storage.sql.KindFilter;
import io.flowkeep.storage.sql.Sql;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Lists flows. Immutable.
 *
 * <p>Nearly all queries are about one list, or about two (a user's and the tenant's), with no more
 * than a status or a type: those are answered from counts and from indexes that have the order
 * already ({@link ListPages}), so a first page costs the same however many flows there are. All
 * others look at the candidates one by one ({@link Candidates}).
 *
 * @param few so many flows are looked at one by one without looking for a shorter way
 */
record FlowListing(long few) {

    FlowPage page(SqlSession session, FlowQuery query) throws SQLException {
        List<UUID> visible = OwnerKeys.lists(query.visibility());
        if (visible.isEmpty()) {
            return new FlowPage(List.of(), 0);
        }
        if (query.owner().isEmpty()) {
            return page(session, query, visible, visible);
        }
        UUID owner = AnyText.key(query.owner());
        boolean ownersAreAllVisible =
                query.visibility() instanceof Visibility.All || visible.contains(owner);
        List<UUID> owners = List.of(owner);
        return page(session, query, owners, ownersAreAllVisible ? owners : visible);
    }

    /**
     * The flows that are in one of the candidate lists and in one of the visible ones as well.
     *
     * @param candidates the same as the visible lists if these are the only condition
     */
    private FlowPage page(
            SqlSession session, FlowQuery query, List<UUID> candidates, List<UUID> visible)
            throws SQLException {
        Optional<KindFilter> kind = KindFilter.of(query);
        boolean narrowed = !query.fromTemplate().isEmpty() || !query.search().isEmpty();
        if (!narrowed && kind.isPresent() && candidates.equals(visible) && candidates.size() <= 2) {
            return ListPages.page(session, query, kind.get(), candidates);
        }
        return Candidates.page(session, query, candidates, visible, few);
    }

    /** A page of rows that also hold the total; one row may hold nothing else. */
    static FlowPage page(SqlSession session, Sql sql) throws SQLException {
        record Line(long total, Optional<FlowRows.Row> flow) {}
        List<Line> lines = session.list(sql, row -> new Line(row.getLong("total"), flow(row)));
        List<FlowRows.Row> rows = new ArrayList<>();
        lines.forEach(line -> line.flow().ifPresent(rows::add));
        return new FlowPage(
                rows.stream().map(FlowRows.Row::toFlow).toList(),
                lines.isEmpty() ? 0 : lines.getFirst().total());
    }

    private static Optional<FlowRows.Row> flow(ResultSet row) throws SQLException {
        return row.getBytes("id") == null ? Optional.empty() : Optional.of(FlowRows.row(row));
    }

    /** The end of a statement: flows of a page, with the total, in their order. */
    static Sql loading(Sql total, Sql page, String direction) {
        return Sql.of("SELECT t.total, " + FlowRows.COLUMNS + " FROM (SELECT ")
                .then(total)
                .then(" AS total) t LEFT JOIN ")
                .then(page)
                .then(" p ON true LEFT JOIN flowkeep.flows f ON f.id = p.flow ORDER BY p.place")
                .then(direction + ", p.flow" + direction);
    }
}
