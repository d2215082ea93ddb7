package io.flowkeep.storage.postgres;

import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.SearchText;
import io.flowkeep.storage.sql.JsonName;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Looks at the flows that a query may mean one by one, and counts and sorts those it means. The art
 * is to look at few: at the shorter of what the lists hold and of what an index says.
 */
final class Candidates {
    private static final String OF_LISTS =
            "(SELECT DISTINCT flow FROM flowkeep.flow_lists WHERE list = ANY (?::uuid[])) c"
                    + " JOIN flowkeep.flows f ON f.id = c.flow";
    private static final String TEXTS = " JOIN flowkeep.flow_texts t ON t.flow = f.id";
    private static final String IN_TEXTS =
            " AND (position(? IN t.name) > 0 OR position(? IN t.description) > 0)";

    private Candidates() {}

    /** Where the candidates come from. */
    enum Source {
        LISTS,
        TEMPLATE,
        TRIGRAMS
    }

    /**
     * Lists what fits.
     *
     * @param candidates lists of which a flow must be in one
     * @param visible lists of which it must be in one as well
     * @param few so many flows are looked at without looking for a shorter way
     */
    static FlowPage page(
            SqlSession session,
            FlowQuery query,
            List<UUID> candidates,
            List<UUID> visible,
            long few)
            throws SQLException {
        long atMost = FlowCounts.atMost(session, candidates);
        if (atMost == 0) {
            return new FlowPage(List.of(), 0);
        }
        boolean hasTrigrams = Trigrams.searched(SearchText.fold(query.search())).length > 0;
        Search search =
                search(query, candidates, visible, source(query, atMost <= few, hasTrigrams));
        return FlowListing.page(session, search.sql(), search.parameters());
    }

    /** A statement for a page and the total. */
    record Search(String sql, List<Object> parameters) {
        Search {
            parameters = List.copyOf(parameters);
        }
    }

    static Search search(
            FlowQuery query, List<UUID> candidates, List<UUID> visible, Source source) {
        String search = SearchText.fold(query.search());
        int[] trigrams = Trigrams.searched(search);
        StringBuilder sql = new StringBuilder("WITH hits AS MATERIALIZED (SELECT f.id AS flow, f.");
        List<Object> parameters = new ArrayList<>();
        sql.append(FlowListing.column(query.sort())).append(" AS place FROM ");
        from(sql, parameters, source, query, candidates, trigrams);
        if (!search.isEmpty()) {
            byte[] bytes = AnyText.bytes(search);
            sql.append(IN_TEXTS);
            parameters.addAll(List.of(bytes, bytes));
        }
        conditions(sql, parameters, query);
        if (source != Source.LISTS) {
            mustBeIn(sql, parameters, candidates);
        }
        if (!visible.equals(candidates)) {
            mustBeIn(sql, parameters, visible);
        }
        String direction = query.descending() ? " DESC" : "";
        sql.append("), page AS (SELECT * FROM hits ORDER BY place").append(direction);
        sql.append(", flow").append(direction).append(" LIMIT ? OFFSET ?) ");
        sql.append(FlowListing.loading("(SELECT count(*) FROM hits)", "page", direction));
        parameters.addAll(List.of(query.limit(), query.offset()));
        return new Search(sql.toString(), parameters);
    }

    private static Source source(FlowQuery query, boolean few, boolean hasTrigrams) {
        if (few) {
            return Source.LISTS;
        }
        if (!query.fromTemplate().isEmpty()) {
            return Source.TEMPLATE;
        }
        return hasTrigrams ? Source.TRIGRAMS : Source.LISTS;
    }

    private static void from(
            StringBuilder sql,
            List<Object> parameters,
            Source source,
            FlowQuery query,
            List<UUID> candidates,
            int[] trigrams) {
        switch (source) {
            case LISTS -> {
                sql.append(OF_LISTS).append(query.search().isEmpty() ? "" : TEXTS);
                sql.append(" WHERE true");
                parameters.add(Owners.array(candidates));
            }
            case TEMPLATE -> {
                sql.append("flowkeep.flows f").append(query.search().isEmpty() ? "" : TEXTS);
                sql.append(" WHERE true"); // the condition itself leads to the index
            }
            case TRIGRAMS -> {
                sql.append("flowkeep.flows f").append(TEXTS);
                sql.append(" WHERE (t.trigrams @> ?::integer[] OR t.trigrams IS NULL)");
                parameters.add(trigrams);
            }
        }
    }

    private static void conditions(StringBuilder sql, List<Object> parameters, FlowQuery query) {
        if (!query.status().isEmpty()) {
            sql.append(" AND f.status_text = ?");
            parameters.add(JsonName.of(query.status()));
        }
        if (!query.type().isEmpty()) {
            sql.append(" AND f.type = ?");
            parameters.add(AnyText.key(query.type()));
        }
        if (!query.fromTemplate().isEmpty()) {
            sql.append(" AND f.template = ?");
            parameters.add(AnyText.key(query.fromTemplate()));
        }
    }

    private static void mustBeIn(StringBuilder sql, List<Object> parameters, List<UUID> lists) {
        if (!lists.contains(Owners.EVERYTHING)) {
            sql.append(" AND f.owners && ?::uuid[]");
            parameters.add(Owners.array(lists));
        }
    }
}
