package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.Visibility;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Flows in SQLite, with the outbox beside them. Safe for concurrent use. */
public final class SqliteFlowStore implements FlowStore {
    private final SqliteDatabase database;
    private final FlowListing listing;
    private final FlowChanges changes;

    /** Flows in an open database of {@link SqliteSchema#FLOWS}, which stays the caller's. */
    public SqliteFlowStore(SqliteDatabase database) {
        this(database, FlowTuning.USUAL);
    }

    SqliteFlowStore(SqliteDatabase database, FlowTuning tuning) {
        this.database = database;
        this.listing = new FlowListing(tuning.fewFlows());
        this.changes = new FlowChanges(new ListEntries(tuning), new FlowTexts(tuning));
    }

    @Override
    public void insert(Flow flow, List<FlowEvent> events) {
        FlowChanges.Insertion insertion = FlowChanges.Insertion.of(flow);
        boolean inserted = database.write(session -> changes.insert(session, insertion, events));
        if (!inserted) {
            throw new IllegalArgumentException("there is a flow " + flow.id() + " already");
        }
    }

    @Override
    public Optional<Flow> find(FlowId id, Visibility visibility) {
        return database.read(session -> FlowRows.find(session, id, visibility))
                .map(FlowRows.Row::toFlow);
    }

    @Override
    public FlowPage list(FlowQuery query) {
        record Rows(long total, List<FlowRows.Row> rows) {}
        Rows page =
                database.readSnapshot(session -> {
                    FlowListing.Hits hits = listing.hits(session, query);
                    return new Rows(hits.total(), FlowRows.load(session, hits.flows()));
                });
        return new FlowPage(page.rows().stream().map(FlowRows.Row::toFlow).toList(), page.total());
    }

    @Override
    public <O> Optional<O> change(FlowId id, Visibility visibility, Decider<O> decider) {
        return database.write(session -> {
            Optional<FlowRows.Row> row = FlowRows.find(session, id, visibility);
            if (row.isEmpty()) {
                return Optional.empty();
            }
            Flow before = row.get().toFlow();
            Decision<O> decision = decider.decide(before);
            changes.make(session, row.get(), before, decision.change());
            return Optional.of(decision.outcome());
        });
    }

    @Override
    public List<FlowId> announcedBefore(Set<FlowStatus> states, Instant time, int limit) {
        return database.readSnapshot(
                session -> FlowPicks.announcedBefore(session, states, time, limit));
    }

    @Override
    public List<FlowId> unannounced(Set<FlowStatus> states, String after, int limit) {
        return database.readSnapshot(
                session -> FlowPicks.unannounced(session, states, after, limit));
    }

    @Override
    public List<FlowId> ownedBy(String ownerId, String after, int limit) {
        return database.read(session -> FlowPicks.ownedBy(session, ownerId, after, limit));
    }

    @Override
    public List<FlowId> withoutOwners(Set<FlowStatus> states, String after, int limit) {
        return database.readSnapshot(
                session -> FlowPicks.withoutOwners(session, states, after, limit));
    }

    @Override
    public List<Flow> all(String afterId, int limit) {
        return database
                .readSnapshot(
                        session -> FlowRows.load(session, FlowPicks.all(session, afterId, limit)))
                .stream()
                .map(FlowRows.Row::toFlow)
                .toList();
    }
}
