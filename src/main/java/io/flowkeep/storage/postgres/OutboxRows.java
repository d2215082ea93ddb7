package io.flowkeep.storage.postgres;

import io.flowkeep.events.Outbox;
import io.flowkeep.events.Outbox.Counts;
import io.flowkeep.events.Outbox.Postponed;
import io.flowkeep.events.Outbox.Postponement;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.flows.FlowId;
import io.flowkeep.storage.sql.JsonName;
import io.flowkeep.storage.sql.Sql;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.StoredFlow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The statements on the outbox. Those that store events are in {@link FlowWrites}.
 *
 * <p>Each flow with events has a row that counts how often some were stored. Storing more events
 * raises the number and so makes events due that were put off before, at no extra cost: those carry
 * the number of their time. An update based on what was read counts only if the number is still the
 * same, so no lock is needed.
 */
final class OutboxRows {
    private static final String COLUMNS =
            "e.flow, e.id, e.name, e.created_at, e.put_off_until, e.attempts, e.reason, e.body";
    private static final String IS_HELD = "e.put_off_until > ? AND e.put_off_at = q.pushes";

    /** Flows with something due, oldest first; of each what comes before the first that is not. */
    static final String DUE =
            "WITH picked AS MATERIALIZED (SELECT e.flow, e.push, e.place, e.characters FROM"
                    + " (SELECT flow, pushes FROM flowkeep.outbox_flows WHERE due_at <= ?"
                    + " ORDER BY due_at, since, flow LIMIT ?) q"
                    + " CROSS JOIN LATERAL (SELECT h.* FROM (SELECT e.flow, e.push, e.place,"
                    + (" e.characters, bool_or(" + IS_HELD + ") OVER (ORDER BY e.push, e.place) AS")
                    + " held FROM flowkeep.outbox e WHERE e.flow = q.flow) h WHERE NOT h.held"
                    + " ORDER BY h.push, h.place LIMIT ?) e LIMIT ?),"
                    + " counted AS (SELECT *, row_number() OVER () AS row, sum(characters) OVER"
                    + " (ROWS UNBOUNDED PRECEDING) - characters AS before FROM picked)"
                    + (" SELECT " + COLUMNS)
                    + " FROM counted c JOIN flowkeep.outbox e"
                    + " ON e.flow = c.flow AND e.push = c.push AND e.place = c.place"
                    + " WHERE c.before < ? ORDER BY c.row";

    /** Sets when the first event of each flow is due, and removes flows without events. */
    private static final String SETTLE =
            "WITH seen AS MATERIALIZED (SELECT q.flow, q.pushes, e.push IS NULL AS empty, CASE WHEN"
                + " e.put_off_at = q.pushes THEN e.put_off_until ELSE 0 END AS due_at,"
                + " coalesce(e.created_at, 0) AS since FROM flowkeep.outbox_flows q LEFT JOIN"
                + " LATERAL (SELECT * FROM flowkeep.outbox e WHERE e.flow = q.flow ORDER BY e.push,"
                + " e.place LIMIT 1) e ON true WHERE q.flow = ANY (?::bytea[])), gone AS (DELETE"
                + " FROM flowkeep.outbox_flows q USING seen s WHERE q.flow = s.flow AND q.pushes ="
                + " s.pushes AND s.empty) UPDATE flowkeep.outbox_flows q SET due_at = s.due_at,"
                + " since = s.since FROM seen s WHERE q.flow = s.flow AND q.pushes = s.pushes AND"
                + " NOT s.empty";

    static final String POSTPONED =
            ("SELECT " + COLUMNS)
                    + " FROM flowkeep.outbox e WHERE e.attempts > 0"
                    + " ORDER BY e.created_at, e.flow, e.push, e.place LIMIT ?";
    private static final String COUNTS =
            "SELECT (SELECT count(*) FROM flowkeep.outbox),"
                    + " (SELECT count(*) FROM flowkeep.outbox WHERE attempts > 0),"
                    + " (SELECT coalesce(min(created_at), 0) FROM flowkeep.outbox)";

    private OutboxRows() {}

    static List<OutboxEvent> due(SqlSession session, Instant now, int limit) throws SQLException {
        long millis = now.toEpochMilli();
        return session.list(
                DUE,
                OutboxRows::event,
                millis,
                limit,
                millis,
                limit,
                limit,
                Outbox.MOST_CHARACTERS);
    }

    static int delete(SqlSession session, List<OutboxEvent> events) throws SQLException {
        List<Stored<OutboxEvent>> stored = stored(events, Function.identity());
        int _ = session.execute(deleting(rows(stored)));
        return settle(session, stored);
    }

    static int putOff(SqlSession session, List<Postponement> postponements) throws SQLException {
        List<Stored<Postponement>> stored = stored(postponements, Postponement::event);
        Sql rows =
                rows(stored)
                        .bigints(each -> each.by().until().toEpochMilli())
                        .texts(each -> JsonName.of(each.by().reason()))
                        .sql();
        int _ =
                session.execute(
                        Sql.of(
                                        "UPDATE flowkeep.outbox e SET put_off_until = p.until,"
                                                + " put_off_at = q.pushes,"
                                                + " attempts = e.attempts + 1, reason = p.reason"
                                                + " FROM ")
                                .then(rows)
                                .then(
                                        " AS p (flow, id, until, reason)"
                                                + " JOIN flowkeep.outbox_flows q"
                                                + " ON q.flow = p.flow"
                                                + " WHERE e.flow = p.flow AND e.id = p.id"));
        return settle(session, stored);
    }

    static Sql deleting(Unnest<?> flowsAndIds) {
        return Sql.of("DELETE FROM flowkeep.outbox e USING ")
                .then(flowsAndIds.sql())
                .then(" AS s (flow, id) WHERE e.flow = s.flow AND e.id = s.id");
    }

    private static <T> int settle(SqlSession session, List<Stored<T>> stored) throws SQLException {
        return session.execute(SETTLE, (Object) flows(stored));
    }

    static Counts counts(SqlSession session, Instant now) throws SQLException {
        return session.find(
                        COUNTS,
                        row -> {
                            long waiting = row.getLong(1);
                            long age = Math.max(0, now.toEpochMilli() - row.getLong(3));
                            return new Counts(waiting, row.getLong(2), waiting == 0 ? 0 : age);
                        })
                .orElseThrow();
    }

    static List<Postponed> postponed(SqlSession session, int limit) throws SQLException {
        return session.list(
                POSTPONED,
                row ->
                        new Postponed(
                                event(row),
                                Instant.ofEpochMilli(row.getLong("put_off_until")),
                                JsonName.read(row.getString("reason"))),
                limit);
    }

    private static OutboxEvent event(ResultSet row) throws SQLException {
        return new OutboxEvent(
                row.getString("id"),
                StoredFlow.id(row.getBytes("flow")).hex(),
                row.getString("name"),
                row.getString("body"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getInt("attempts"));
    }

    /** An event of a flow, and what is to be done with it. */
    private record Stored<T>(FlowId flow, OutboxEvent event, T by) {}

    /** Those whose key is an id of a flow; others were never stored. */
    private static <T> List<Stored<T>> stored(List<T> all, Function<T, OutboxEvent> event) {
        List<Stored<T>> stored = new ArrayList<>();
        for (T each : all) {
            Optional<FlowId> flow = FlowId.parse(event.apply(each).key());
            flow.ifPresent(id -> stored.add(new Stored<>(id, event.apply(each), each)));
        }
        return stored;
    }

    private static <T> byte[][] flows(List<Stored<T>> stored) {
        return stored.stream().map(each -> StoredFlow.id(each.flow())).toArray(byte[][]::new);
    }

    private static <T> Unnest<Stored<T>> rows(List<Stored<T>> stored) {
        return Unnest.of(stored)
                .byteas(each -> StoredFlow.id(each.flow()))
                .texts(each -> each.event().id());
    }
}
