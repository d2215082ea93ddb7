package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.SearchText;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sqlite.FlowListing.Hits;
import io.flowkeep.storage.sqlite.OwnerSets.OwnerList;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** Looks at the flows that a query may mean one by one, and counts and sorts those it means. */
final class Candidates {
    /** The index knows three letters in a row, no less. */
    private static final int LETTERS = 3;

    /** More parts of a search would not narrow the candidates any further. */
    private static final int MOST_PARTS = 8;

    private static final String OF_LISTS =
            "(SELECT DISTINCT flow FROM list_entries"
                    + " WHERE list IN (SELECT value FROM json_each(?1)))";
    private static final String OF_TEMPLATE =
            "(SELECT flow FROM flows WHERE from_template = ?5 AND from_template <> '')";
    private static final String OF_SEARCH =
            "(SELECT rowid AS flow FROM flow_search WHERE flow_search MATCH ?7"
                    + " UNION ALL SELECT flow FROM flow_texts WHERE indexed <> 1)";
    private static final String IS_SEEN =
            "EXISTS (SELECT 1 FROM owner_set_lists m WHERE m.owner_set = f.owner_set"
                    + " AND m.list IN (SELECT value FROM json_each(";

    private Candidates() {}

    /**
     * Lists what fits.
     *
     * @param candidates lists of which a flow must be in one
     * @param visible lists of which it must be in one as well
     * @param few whether the candidate lists are so short that any index is a detour
     */
    static Hits hits(
            SqlSession session,
            FlowQuery query,
            List<OwnerList> candidates,
            List<OwnerList> visible,
            boolean few)
            throws SQLException {
        String search = SearchText.fold(query.search());
        String match = few ? "" : match(search);
        String sql = sql(query, few, !search.isEmpty(), !match.isEmpty());
        Object[] parameters = {
            ids(candidates),
            ids(visible),
            query.status(),
            query.type(),
            query.fromTemplate(),
            search,
            match,
            query.limit(),
            query.offset()
        };
        Hits hits = hits(session, sql, parameters);
        if (hits.flows().isEmpty() && query.offset() > 0) { // no row, so none with the total
            parameters[parameters.length - 1] = 0;
            return new Hits(hits(session, sql, parameters).total(), List.of());
        }
        return hits;
    }

    private static Hits hits(SqlSession session, String sql, Object... parameters)
            throws SQLException {
        record Hit(long flow, long total) {}
        List<Hit> hits =
                session.list(sql, row -> new Hit(row.getLong(1), row.getLong(2)), parameters);
        return hits.isEmpty()
                ? Hits.NONE
                : new Hits(hits.getFirst().total(), hits.stream().map(Hit::flow).toList());
    }

    private static String sql(FlowQuery query, boolean few, boolean searched, boolean matched) {
        String source =
                few
                        ? OF_LISTS
                        : matched
                                ? OF_SEARCH
                                : query.fromTemplate().isEmpty() ? OF_LISTS : OF_TEMPLATE;
        String direction = query.descending() ? " DESC" : "";
        return "WITH hits AS MATERIALIZED (SELECT f.flow, f.id, f."
                + ListPages.column(query.sort())
                + " AS place FROM "
                + source
                + " c CROSS JOIN flows f ON f.flow = c.flow"
                + (query.status().isEmpty() ? "" : " CROSS JOIN runs r ON r.flow = f.flow")
                + (searched ? " CROSS JOIN flow_texts t ON t.flow = f.flow" : "")
                + " WHERE "
                + (IS_SEEN + "?1))) AND " + IS_SEEN + "?2)))")
                + " AND (?4 = '' OR f.type = ?4) AND (?5 = '' OR f.from_template = ?5)"
                + (query.status().isEmpty() ? "" : " AND r.status = ?3 AND r.status_is_null = 0")
                + (searched ? " AND (instr(t.name, ?6) > 0 OR instr(t.description, ?6) > 0)" : "")
                + ") SELECT flow, (SELECT count(*) FROM hits) FROM hits ORDER BY place"
                + direction
                + ", id"
                + direction
                + " LIMIT ?8 OFFSET ?9";
    }

    /** What the index is asked for; empty if it cannot help. No letter in it has a meaning. */
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
