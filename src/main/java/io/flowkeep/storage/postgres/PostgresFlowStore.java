package io.flowkeep.storage.postgres;

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

/**
 * Flows in PostgreSQL, with the outbox beside them.
 *
 * <p>A flow is added in one round trip and changed in two: it is read, decided on, and stored if it
 * still is what was read. No connection or lock is held in between. If other changes keep coming
 * between, the flow is locked. Safe for concurrent use, also by many servers.
 */
public final class PostgresFlowStore implements FlowStore {
    private static final int TRIES_WITHOUT_LOCK = 4;
    private static final long FEW_FLOWS = 2_000;

    private final PostgresDatabase database;
    private final FlowListing listing;

    /** Flows in a database with {@link PostgresSchema#FLOWS}, which stays the caller's. */
    public PostgresFlowStore(PostgresDatabase database) {
        this(database, FEW_FLOWS);
    }

    PostgresFlowStore(PostgresDatabase database, long fewFlows) {
        this.database = database;
        this.listing = new FlowListing(fewFlows);
    }

    @Override
    public void insert(Flow flow, List<FlowEvent> events) {
        FlowColumns columns = FlowColumns.of(flow);
        boolean inserted = database.write(session -> FlowWrites.insert(session, columns, events));
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
        return database.read(session -> listing.page(session, query));
    }

    @Override
    public <O> Optional<O> change(FlowId id, Visibility visibility, Decider<O> decider) {
        for (int tries = 0; tries < TRIES_WITHOUT_LOCK; tries++) {
            Optional<FlowRows.Row> row =
                    database.read(session -> FlowRows.find(session, id, visibility));
            if (row.isEmpty()) {
                return Optional.empty();
            }
            Flow before = row.get().toFlow();
            Decision<O> decision = decider.decide(before);
            if (decision.change() instanceof Change.Keep
                    || database.write(session ->
                            FlowWrites.make(session, row.get(), before, decision.change()))) {
                return Optional.of(decision.outcome());
            }
        }
        return changeLocked(id, visibility, decider);
    }

    private <O> Optional<O> changeLocked(FlowId id, Visibility visibility, Decider<O> decider) {
        return database.transaction(session -> {
            Optional<FlowRows.Row> row = FlowRows.lock(session, id, visibility);
            if (row.isEmpty()) {
                return Optional.empty();
            }
            Flow before = row.get().toFlow();
            Decision<O> decision = decider.decide(before);
            if (!FlowWrites.make(session, row.get(), before, decision.change())) {
                throw new IllegalStateException("somebody changed flow " + id + " despite a lock");
            }
            return Optional.of(decision.outcome());
        });
    }

    @Override
    public List<FlowId> announcedBefore(Set<FlowStatus> states, Instant time, int limit) {
        return database.read(session -> FlowPicks.announcedBefore(session, states, time, limit));
    }

    @Override
    public List<FlowId> unannounced(Set<FlowStatus> states, String after, int limit) {
        return database.read(session -> FlowPicks.unannounced(session, states, after, limit));
    }

    @Override
    public List<FlowId> ownedBy(String ownerId, String after, int limit) {
        return database.read(session -> FlowPicks.ownedBy(session, ownerId, after, limit));
    }

    @Override
    public List<FlowId> withoutOwners(Set<FlowStatus> states, String after, int limit) {
        return database.read(session -> FlowPicks.withoutOwners(session, states, after, limit));
    }

    @Override
    public List<Flow> all(String afterId, int limit) {
        return database.read(session -> FlowRows.all(session, afterId, limit)).stream()
                .map(FlowRows.Row::toFlow)
                .toList();
    }
}
