package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.SearchText;
import io.flowkeep.storage.sql.ListWalk;
import io.flowkeep.storage.sql.Sql;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sqlite.FlowListing.Hits;
import io.flowkeep.storage.sqlite.OwnerSets.OwnerList;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks at the flows that a query may mean one by one, and counts and sorts those it means. To look
 * at few, it takes the smaller of two sets: the flows of the lists, or those that an index gives.
 */
final class Candidates {
    private static final String OF_TEMPLATE =
            "(SELECT flow FROM flows WHERE from_template = ? AND from_template <> '')";

    /** The index holds sequences of three letters, so a shorter text cannot be looked up. */
    private static final int LETTERS = 3;

    /** More parts would hardly reduce the candidates any further. */
    private static final int MOST_PARTS = 8;

    /**
     * Going through the lists is faster unless they hold more than this many times the flows that
     * the index gives.
     */
    private static final int LISTS_OVER_INDEX = 20;

    private static final String NOT_STALE =
            " AND rowid NOT IN (SELECT flow FROM flow_search_stale)";
    static final String MATCHES =
            "SELECT rowid FROM flow_search WHERE flow_search MATCH ?" + NOT_STALE + " LIMIT ?";
    private static final String NOT_INDEXED =
            " UNION ALL SELECT flow FROM flow_texts WHERE indexed <> 1)";

    private Candidates() {}

    /**
     * Where to look.
     *
     * @param flows the candidates, as a table of one column
     * @param isLists whether they come from the candidate lists, and so are in one of them
     */
    private record Source(Sql flows, boolean isLists) {}

    /**
     * Lists what fits.
     *
     * @param candidates lists of which a flow must be in one
     * @param visible lists of which it must be in one as well
     * @param atMost how many flows the candidate lists hold
     * @param few so many flows are looked at without looking for a shorter way
     */
    static Hits hits(
            SqlSession session,
            FlowQuery query,
            List<OwnerList> candidates,
            List<OwnerList> visible,
            long atMost,
            long few)
            throws SQLException {
        Source source = source(session, query, ids(candidates), atMost, few);
        Sql found = found(query, source, ids(candidates), ids(visible));
        Hits hits = hits(session, found, query, query.offset());
        return hits.flows().isEmpty() && query.offset() > 0 // no row, so none with the total
                ? new Hits(hits(session, found, query, 0).total(), List.of())
                : hits;
    }

    private static Source source(
            SqlSession session, FlowQuery query, String candidates, long atMost, long few)
            throws SQLException {
        Source lists =
                new Source(
                        Sql.of(
                                "(SELECT DISTINCT flow FROM list_entries"
                                        + " WHERE list IN (SELECT value FROM json_each(?)))",
                                candidates),
                        true);
        if (atMost <= few) {
            return lists;
        }
        if (!query.fromTemplate().isEmpty()) {
            return new Source(Sql.of(OF_TEMPLATE, query.fromTemplate()), false);
        }
        String match = match(SearchText.fold(query.search()));
        if (match.isEmpty()) {
            return lists;
        }
        List<Long> matches = session.list(MATCHES, row -> row.getLong(1), match, few + 1);
        if (matches.size() <= few) {
            return new Source(
                    Sql.of(
                            "(SELECT value AS flow FROM json_each(?)" + NOT_INDEXED,
                            matches.toString()),
                    false);
        }
        return atMost <= few * LISTS_OVER_INDEX
                ? lists
                : new Source(
                        Sql.of(
                                "(SELECT rowid AS flow FROM flow_search"
                                        + " WHERE flow_search MATCH ?"
                                        + NOT_STALE
                                        + NOT_INDEXED,
                                match),
                        false);
    }

    private static Hits hits(SqlSession session, Sql found, FlowQuery query, long offset)
            throws SQLException {
        record Hit(long flow, long total) {}
        String order = query.descending() ? " DESC" : "";
        Sql page =
                found.then(" SELECT flow, (SELECT count(*) FROM hits) FROM hits ORDER BY place")
                        .then(order + ", id" + order)
                        .then(" LIMIT ? OFFSET ?", query.limit(), offset);
        List<Hit> hits = session.list(page, row -> new Hit(row.getLong(1), row.getLong(2)));
        return hits.isEmpty()
                ? Hits.NONE
                : new Hits(hits.getFirst().total(), hits.stream().map(Hit::flow).toList());
    }

    /** What fits, as the table {@code hits} for the statement that follows it. */
    private static Sql found(FlowQuery query, Source source, String candidates, String visible) {
        String search = SearchText.fold(query.search());
        String type = query.type();
        String template = query.fromTemplate();
        return Sql.join(
                "",
                List.of(
                        Sql.of("WITH hits AS MATERIALIZED (SELECT f.flow, f.id, f.")
                                .then(ListWalk.column(query.sort()) + " AS place FROM ")
                                .then(source.flows())
                                .then(" c"),
                        Sql.of(
                                        " CROSS JOIN flow_texts t ON t.flow = c.flow AND"
                                                + " (instr(t.name, ?) > 0"
                                                + " OR instr(t.description, ?) > 0)",
                                        search,
                                        search)
                                .when(!search.isEmpty()),
                        Sql.of(" CROSS JOIN flows f ON f.flow = c.flow"),
                        Sql.of(
                                        " CROSS JOIN runs r ON r.flow = c.flow"
                                                + " AND r.status = ? AND r.status_is_null = 0",
                                        query.status())
                                .when(!query.status().isEmpty()),
                        Sql.of(" WHERE (? = '' OR f.type = ?)", type, type),
                        Sql.of(" AND (? = '' OR f.from_template = ?)", template, template),
                        isIn(candidates).when(!source.isLists()),
                        isIn(visible).when(!visible.equals(candidates)),
                        Sql.of(")")));
    }

    /** That a flow is in one of these lists; the list of all flows, 0, is not looked into. */
    private static Sql isIn(String lists) {
        return Sql.of(
                " AND (? = '[0]' OR EXISTS (SELECT 1 FROM owner_set_lists m"
                        + " WHERE m.owner_set = f.owner_set"
                        + " AND m.list IN (SELECT value FROM json_each(?))))",
                lists,
                lists);
    }

    /**
     * The query for the index; empty if the index cannot help. All characters are quoted, so that
     * none is an operator.
     */
    static String match(String search) {
        int[] points = search.codePoints().toArray();
        if (points.length < LETTERS || search.indexOf('\0') >= 0) {
            return "";
        }
        StringBuilder match = new StringBuilder();
        int last = points.length - LETTERS;
        IntStream.iterate(0, start -> start + LETTERS)
                .takeWhile(start -> start < last)
                .limit(MOST_PARTS - 1)
                .forEach(start -> append(match, points, start));
        append(match, points, last);
        return match.toString();
    }

    private static void append(StringBuilder match, int[] points, int start) {
        String part = new String(points, start, LETTERS).replace("\"", "\"\"");
        match.append('"').append(part).append("\" ");
    }

    private static String ids(List<OwnerList> lists) {
        return lists.stream().map(OwnerList::id).toList().toString();
    }
}
