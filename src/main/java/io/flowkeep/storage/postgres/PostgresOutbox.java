package io.flowkeep.storage.postgres;

import io.flowkeep.events.Outbox;
import io.flowkeep.events.OutboxEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The outbox of the flows in PostgreSQL. Safe for concurrent use, also by many servers. */
public final class PostgresOutbox implements Outbox {
    private static final String RELAY = "relay";

    private final PostgresDatabase database;

    /** The outbox in a database with {@link PostgresSchema#FLOWS}, which stays the caller's. */
    public PostgresOutbox(PostgresDatabase database) {
        this.database = database;
    }

    @Override
    public List<OutboxEvent> due(Instant now, int limit) {
        return database.read(session -> OutboxRows.due(session, now, limit));
    }

    @Override
    public void sent(List<OutboxEvent> events) {
        if (!events.isEmpty()) {
            int _ = database.transaction(session -> OutboxRows.delete(session, events));
        }
    }

    @Override
    public void postpone(List<Postponement> postponements) {
        if (!postponements.isEmpty()) {
            int _ = database.transaction(session -> OutboxRows.putOff(session, postponements));
        }
    }

    @Override
    public Counts counts(Instant now) {
        return database.read(session -> OutboxRows.counts(session, now));
    }

    @Override
    public List<Postponed> postponed(int limit) {
        return database.read(session -> OutboxRows.postponed(session, limit));
    }

    /** Uses the database server's clock. */
    @Override
    public boolean lease(String holder, Duration time) {
        return database.write(session -> Leases.take(session, RELAY, holder, time));
    }

    @Override
    public void release(String holder) {
        int _ = database.write(session -> Leases.drop(session, RELAY, holder));
    }
}
