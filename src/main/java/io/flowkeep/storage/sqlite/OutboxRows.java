package io.flowkeep.storage.sqlite;

import io.flowkeep.events.BodyBudget;
import io.flowkeep.events.Outbox.Counts;
import io.flowkeep.events.Outbox.Postponed;
import io.flowkeep.events.Outbox.Postponement;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowId;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The statements on the outbox. */
final class OutboxRows {
    /**
     * The oldest event is looked for among this many that were stored first; they are nearly in
     * order of age.
     */
    private static final int LOOKED_AT_FOR_AGE = 100;

    private static final String COLUMNS =
            "SELECT id, flow_id, name, body, created_at, attempts, put_off_until, reason, seq"
                    + " FROM outbox";
    static final String DUE = COLUMNS + " WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?";
    static final String POSTPONED =
            COLUMNS + " INDEXED BY outbox_tried WHERE attempts > 0 ORDER BY seq LIMIT ?";
    static final String WAITING = "SELECT count(*) FROM outbox";
    static final String TRIED = "SELECT count(*) FROM outbox WHERE attempts > 0";
    private static final String OLDEST =
            "SELECT min(created_at) FROM"
                    + " (SELECT created_at FROM outbox ORDER BY seq LIMIT "
                    + LOOKED_AT_FOR_AGE
                    + ")";
    private static final String INSERT =
            "INSERT INTO outbox (id, flow_id, name, created_at, due_at, put_off_until, attempts,"
                    + " reason, body) VALUES (?, ?, ?, ?, 0, 0, 0, '', ?)";
    static final String MAKE_DUE =
            "UPDATE outbox SET due_at = 0, put_off_until = 0 WHERE flow_id = ? AND due_at > 0";
    private static final String DELETE =
            "DELETE FROM outbox WHERE flow_id = ? AND id = ? RETURNING due_at";
    private static final String PUT_OFF =
            "UPDATE outbox SET put_off_until = ?, attempts = attempts + 1, reason = ?"
                    + " WHERE flow_id = ? AND id = ?";
    private static final String OF_FLOW =
            "SELECT seq, put_off_until, due_at FROM outbox WHERE flow_id = ? ORDER BY seq";
    private static final String SET_DUE = "UPDATE outbox SET due_at = ? WHERE seq = ?";

    private OutboxRows() {}

    static void add(SqlSession session, FlowId flow, List<FlowEvent> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        session.execute(MAKE_DUE, flow.hex());
        for (FlowEvent event : events) {
            session.execute(
                    INSERT,
                    event.id(),
                    flow.hex(),
                    event.name(),
                    event.createdAt().toEpochMilli(),
                    event.body());
        }
    }

    static List<OutboxEvent> due(SqlSession session, Instant now, int limit) throws SQLException {
        record Due(long seq, OutboxEvent event) {}
        BodyBudget budget = new BodyBudget();
        return session
                .listUntil(
                        DUE,
                        row -> new Due(row.getLong("seq"), event(row)),
                        due -> budget.isSpentBy(due.event()),
                        now.toEpochMilli(),
                        limit)
                .stream()
                .sorted((one, other) -> Long.compare(one.seq(), other.seq()))
                .map(Due::event)
                .toList();
    }

    static int delete(SqlSession session, List<OutboxEvent> events) throws SQLException {
        Set<String> heldBack = new TreeSet<>();
        for (OutboxEvent event : events) {
            long dueAt =
                    session.find(DELETE, row -> row.getLong(1), event.key(), event.id()).orElse(0L);
            if (dueAt > 0) {
                heldBack.add(event.key());
            }
        }
        holdBack(session, heldBack);
        return events.size();
    }

    static int putOff(SqlSession session, List<Postponement> postponements) throws SQLException {
        Set<String> flows = new TreeSet<>();
        for (Postponement each : postponements) {
            OutboxEvent event = each.event();
            flows.add(event.key());
            session.execute(
                    PUT_OFF, each.until().toEpochMilli(), each.reason(), event.key(), event.id());
        }
        holdBack(session, flows);
        return flows.size();
    }

    /** Makes the events of these flows wait for earlier ones that were put off. */
    private static void holdBack(SqlSession session, Set<String> flows) throws SQLException {
        record Place(long seq, long putOffUntil, long dueAt) {}
        for (String flow : flows) {
            List<Place> places =
                    session.list(
                            OF_FLOW,
                            row -> new Place(row.getLong(1), row.getLong(2), row.getLong(3)),
                            flow);
            long dueAt = 0;
            for (Place place : places) {
                dueAt = Math.max(dueAt, place.putOffUntil());
                if (dueAt != place.dueAt()) {
                    session.execute(SET_DUE, dueAt, place.seq());
                }
            }
        }
    }

    static Counts counts(SqlSession session, Instant now) throws SQLException {
        long waiting = session.find(WAITING, row -> row.getLong(1)).orElse(0L);
        if (waiting == 0) {
            return new Counts(0, 0, 0);
        }
        long tried = session.find(TRIED, row -> row.getLong(1)).orElse(0L);
        long oldest = session.find(OLDEST, row -> row.getLong(1)).orElse(0L);
        return new Counts(waiting, tried, Math.max(0, now.toEpochMilli() - oldest));
    }

    static List<Postponed> postponed(SqlSession session, int limit) throws SQLException {
        return session.list(
                POSTPONED,
                row ->
                        new Postponed(
                                event(row),
                                Instant.ofEpochMilli(row.getLong("put_off_until")),
                                row.getString("reason")),
                limit);
    }

    private static OutboxEvent event(ResultSet row) throws SQLException {
        return new OutboxEvent(
                row.getString("id"),
                row.getString("flow_id"),
                row.getString("name"),
                row.getString("body"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getInt("attempts"));
    }
}
