package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.SearchText;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sqlite.FlowListing.Hits;
import io.flowkeep.storage.sqlite.OwnerSets.OwnerList;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks at the flows that a query may mean one by one, and counts and sorts those it means. The art
 * is to look at few: at the shorter of what the lists hold and of what an index says.
 */
final class Candidates {
    /** The index knows three letters in a row, no less. */
    private static final int LETTERS = 3;

    /** More parts of a search would hardly narrow the candidates any further. */
    private static final int MOST_PARTS = 8;

    /** To walk through lists beats an index that gives up to so many times as many flows. */
    private static final int LISTS_OVER_INDEX = 20;

    private static final String NOT_STALE =
            " AND rowid NOT IN (SELECT flow FROM flow_search_stale)";
    static final String MATCHES =
            "SELECT rowid FROM flow_search WHERE flow_search MATCH ?" + NOT_STALE + " LIMIT ?";
    private static final String NOT_INDEXED =
            " UNION ALL SELECT flow FROM flow_texts WHERE indexed <> 1)";

    private Candidates() {}

    /** Where the candidates come from. */
    private enum Source {
        LISTS(
                "(SELECT DISTINCT flow FROM list_entries WHERE list IN (SELECT value FROM"
                        + " json_each(?1)))"),
        TEMPLATE("(SELECT flow FROM flows WHERE from_template = ?5 AND from_template <> '')"),
        INDEX(
                "(SELECT rowid AS flow FROM flow_search WHERE flow_search MATCH ?7"
                        + NOT_STALE
                        + NOT_INDEXED),
        MATCHED("(SELECT value AS flow FROM json_each(?7)" + NOT_INDEXED);

        private final String sql;

        Source(String sql) {
            this.sql = sql;
        }
    }

    /**
     * Where to look.
     *
     * @param argument what the source needs to know; may be empty
     */
    private record Choice(Source source, String argument) {}

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
        String search = SearchText.fold(query.search());
        Choice choice = choice(session, query, match(search), atMost, few);
        String sql = sql(query, choice.source(), !search.isEmpty());
        Object[] parameters = {
            ids(candidates),
            ids(visible),
            query.status(),
            query.type(),
            query.fromTemplate(),
            search,
            choice.argument(),
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

    private static Choice choice(
            SqlSession session, FlowQuery query, String match, long atMost, long few)
            throws SQLException {
        if (atMost <= few) {
            return new Choice(Source.LISTS, "");
        }
        if (!query.fromTemplate().isEmpty()) {
            return new Choice(Source.TEMPLATE, "");
        }
        if (match.isEmpty()) {
            return new Choice(Source.LISTS, "");
        }
        List<Long> matches = session.list(MATCHES, row -> row.getLong(1), match, few + 1);
        if (matches.size() <= few) {
            return new Choice(Source.MATCHED, matches.toString());
        }
        return atMost <= few * LISTS_OVER_INDEX
                ? new Choice(Source.LISTS, "")
                : new Choice(Source.INDEX, match);
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

    private static String sql(FlowQuery query, Source source, boolean searched) {
        String order = query.descending() ? " DESC" : "";
        StringBuilder sql = new StringBuilder("WITH hits AS MATERIALIZED (SELECT f.flow, f.id, f.");
        sql.append(ListPages.column(query.sort())).append(" AS place FROM ");
        sql.append(source.sql).append(" c");
        if (searched) {
            sql.append(" CROSS JOIN flow_texts t ON t.flow = c.flow")
                    .append(" AND (instr(t.name, ?6) > 0 OR instr(t.description, ?6) > 0)");
        }
        sql.append(" CROSS JOIN flows f ON f.flow = c.flow");
        if (!query.status().isEmpty()) {
            sql.append(" CROSS JOIN runs r ON r.flow = c.flow")
                    .append(" AND r.status = ?3 AND r.status_is_null = 0");
        }
        sql.append(" WHERE (?4 = '' OR f.type = ?4) AND (?5 = '' OR f.from_template = ?5)");
        if (source != Source.LISTS) {
            sql.append(isIn("?1"));
        }
        sql.append(" AND (?1 = ?2 OR (1").append(isIn("?2")).append("))");
        sql.append(") SELECT flow, (SELECT count(*) FROM hits) FROM hits ORDER BY place");
        sql.append(order).append(", id").append(order).append(" LIMIT ?8 OFFSET ?9");
        return sql.toString();
    }

    /** That a flow is in one of these lists; the list of all flows, 0, is not looked into. */
    private static String isIn(String lists) {
        return " AND ("
                + lists
                + " = '[0]' OR EXISTS (SELECT 1 FROM owner_set_lists m"
                + " WHERE m.owner_set = f.owner_set"
                + " AND m.list IN (SELECT value FROM json_each("
                + lists
                + "))))";
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
