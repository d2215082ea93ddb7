package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.Visibility;
import io.flowkeep.storage.sql.KindFilter;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sqlite.OwnerSets.OwnerList;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds out which flows a query means. Immutable.
 *
 * <p>Nearly all queries are about one list, or about two (a user's and the tenant's), with no more
 * than a status or a type: those are answered from counts and from indexes that have the order
 * already, so a first page costs the same however many flows there are. All others look at the
 * candidates one by one.
 *
 * @param few so many flows are looked at one by one without looking for a shorter way
 */
record FlowListing(long few) {

    /**
     * A page of numbers of flows, and how many there are in all.
     *
     * @param flows in their order
     */
    record Hits(long total, List<Long> flows) {
        static final Hits NONE = new Hits(0, List.of());

        Hits {
            flows = List.copyOf(flows);
        }
    }

    Hits hits(SqlSession session, FlowQuery query) throws SQLException {
        List<OwnerList> visible = visible(session, query.visibility());
        if (visible.isEmpty()) {
            return Hits.NONE;
        }
        if (query.owner().isEmpty()) {
            return hits(session, query, visible, visible);
        }
        Optional<OwnerList> owner = OwnerSets.list(session, query.owner());
        if (owner.isEmpty()) {
            return Hits.NONE;
        }
        boolean ownersAreAllVisible =
                query.visibility() instanceof Visibility.All || visible.contains(owner.get());
        List<OwnerList> owners = List.of(owner.get());
        return hits(session, query, owners, ownersAreAllVisible ? owners : visible);
    }

    /** Lists whose flows can be seen, those in few sets first. */
    private static List<OwnerList> visible(SqlSession session, Visibility visibility)
            throws SQLException {
        return switch (visibility) {
            case Visibility.All _ -> List.of(OwnerSets.everything(session));
            case Visibility.OwnedBy(var ids) -> {
                List<OwnerList> lists = new ArrayList<>();
                for (String id : ids) {
                    OwnerSets.list(session, id).ifPresent(lists::add);
                }
                lists.sort(Comparator.comparingLong(OwnerList::sets));
                yield lists;
            }
        };
    }

    /**
     * The flows that are in one of the candidate lists and in one of the visible ones as well.
     *
     * @param candidates the same as the visible lists if these are the only condition
     */
    private Hits hits(
            SqlSession session,
            FlowQuery query,
            List<OwnerList> candidates,
            List<OwnerList> visible)
            throws SQLException {
        Optional<KindFilter> kind = KindFilter.of(query);
        boolean narrowed = !query.fromTemplate().isEmpty() || !query.search().isEmpty();
        if (!narrowed && kind.isPresent() && candidates.equals(visible) && candidates.size() <= 2) {
            return ListPages.hits(session, query, kind.get(), candidates);
        }
        long atMost = 0;
        for (OwnerList list : candidates) {
            atMost += ListPages.count(session, List.of(list), kind.orElse(KindFilter.ANY));
        }
        return atMost == 0
                ? Hits.NONE
                : Candidates.hits(session, query, candidates, visible, atMost, few);
    }
}
