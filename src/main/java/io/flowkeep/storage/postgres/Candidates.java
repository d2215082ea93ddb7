package io.flowkeep.storage.postgres;

import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.SearchText;
import io.flowkeep.storage.sql.JsonName;
import io.flowkeep.storage.sql.ListWalk;
import io.flowkeep.storage.sql.Sql;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Looks at the flows that a query may mean one by one, and counts and sorts those it means. To look
 * at few, it takes the smaller of two sets: the flows of the lists, or those that an index gives.
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
        Source source = source(query, atMost <= few, hasTrigrams);
        return FlowListing.page(session, search(query, candidates, visible, source));
    }

    /** The statement for a page and the total. */
    static Sql search(FlowQuery query, List<UUID> candidates, List<UUID> visible, Source source) {
        String direction = query.descending() ? " DESC" : "";
        Sql hits =
                Sql.of("WITH hits AS MATERIALIZED (SELECT f.id AS flow, f.")
                        .then(ListWalk.column(query.sort()) + " AS place FROM ")
                        .then(from(source, query, candidates))
                        .then(conditions(query))
                        .then(mustBeIn(candidates).when(source != Source.LISTS))
                        .then(mustBeIn(visible).when(!visible.equals(candidates)));
        Sql page =
                Sql.of(
                        "), page AS (SELECT * FROM hits ORDER BY place"
                                + direction
                                + ", flow"
                                + direction
                                + " LIMIT ? OFFSET ?) ",
                        query.limit(),
                        query.offset());
        Sql total = Sql.of("(SELECT count(*) FROM hits)");
        return hits.then(page).then(FlowListing.loading(total, Sql.of("page"), direction));
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

    private static Sql from(Source source, FlowQuery query, List<UUID> candidates) {
        String texts = query.search().isEmpty() ? "" : TEXTS;
        return switch (source) {
            case LISTS -> Sql.of(OF_LISTS + texts + " WHERE true", OwnerKeys.array(candidates));
            // the condition itself leads to the index
            case TEMPLATE -> Sql.of("flowkeep.flows f" + texts + " WHERE true");
            case TRIGRAMS ->
                    Sql.of(
                            "flowkeep.flows f"
                                    + TEXTS
                                    + " WHERE (t.trigrams @> ?::integer[] OR t.trigrams IS NULL)",
                            Trigrams.searched(SearchText.fold(query.search())));
        };
    }

    private static Sql conditions(FlowQuery query) {
        byte[] search = AnyText.bytes(SearchText.fold(query.search()));
        return Sql.join(
                "",
                List.of(
                        Sql.of(IN_TEXTS, search, search).when(search.length > 0),
                        Sql.of(" AND f.status_text = ?", JsonName.of(query.status()))
                                .when(!query.status().isEmpty()),
                        Sql.of(" AND f.type = ?", AnyText.key(query.type()))
                                .when(!query.type().isEmpty()),
                        Sql.of(" AND f.template = ?", AnyText.key(query.fromTemplate()))
                                .when(!query.fromTemplate().isEmpty())));
    }

    private static Sql mustBeIn(List<UUID> lists) {
        return Sql.of(" AND f.owners && ?::uuid[]", OwnerKeys.array(lists))
                .when(!lists.contains(OwnerKeys.EVERYTHING));
    }
}
