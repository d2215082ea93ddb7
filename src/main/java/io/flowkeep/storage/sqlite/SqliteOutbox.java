package io.flowkeep.storage.sqlite;

import io.flowkeep.events.Outbox;
import io.flowkeep.events.OutboxEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The outbox of the flows in SQLite, in their own database. Safe for concurrent use. */
public final class SqliteOutbox implements Outbox {
    private final SqliteDatabase database;

    /** The outbox in an open database of {@link SqliteSchema#FLOWS}, which stays the caller's. */
    public SqliteOutbox(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public List<OutboxEvent> due(Instant now, int limit) {
        return database.read(session -> OutboxRows.due(session, now, limit));
    }

    @Override
    public void sent(List<OutboxEvent> events) {
        if (!events.isEmpty()) {
            int _ = database.write(session -> OutboxRows.delete(session, events));
        }
    }

    @Override
    public void postpone(List<Postponement> postponements) {
        if (!postponements.isEmpty()) {
            int _ = database.write(session -> OutboxRows.putOff(session, postponements));
        }
    }

    @Override
    public Counts counts(Instant now) {
        return database.readSnapshot(session -> OutboxRows.counts(session, now));
    }

    @Override
    public List<Postponed> postponed(int limit) {
        return database.read(session -> OutboxRows.postponed(session, limit));
    }

    /** Always granted: no other server can use the store. */
    @Override
    public boolean lease(String holder, Duration time) {
        return true;
    }

    @Override
    public void release(String holder) {}
}
