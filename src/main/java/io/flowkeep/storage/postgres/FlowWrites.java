package io.flowkeep.storage.postgres;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowStore.Change;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements that store flows, each with all that goes by them. Every change is one statement
 * and so one round trip, and a transaction of its own.
 *
 * <p>Each begins with the flow's own row, under the name {@code changed}, and the other parts read
 * from that: if the flow is not as it should be, nothing is done. That row also comes first of all
 * that is locked, so that two changes of a flow wait for one another there and nowhere else.
 */
final class FlowWrites {
    private static final String DEFINITION =
            "owners = ?::uuid[], type = ?::uuid, template = ?::uuid, sort_name = ?, body = ?,";
    private static final String RUN =
            " updated_at = ?, defined_at = ?, status = ?, status_text = ?, since = ?, reason = ?,"
                    + " started_by = ?, ran = ?, unanswered = ?, announced_at = ?,"
                    + " announcements = ?, version = nextval('flowkeep.flow_versions')"
                    + " WHERE id = ? AND version = ? RETURNING id)";

    private static final String ADD_ENTRIES =
            ", entries AS (INSERT INTO flowkeep.flow_lists"
                    + " SELECT l, c.id, ?::bigint, ?::bigint, ?::bytea, ?::smallint, ?::smallint"
                    + " FROM changed c CROSS JOIN unnest(?::uuid[]) l"
                    + " ON CONFLICT (list, flow) DO UPDATE SET updated_at = excluded.updated_at,"
                    + " sort_name = excluded.sort_name, status = excluded.status,"
                    + " type = excluded.type)"
                    + ", sets AS (INSERT INTO flowkeep.owner_sets"
                    + " SELECT l, ?::uuid FROM changed CROSS JOIN unnest(?::uuid[]) l ORDER BY l"
                    + " ON CONFLICT DO NOTHING)";
    private static final String REMOVE_ENTRIES =
            ", gone AS (DELETE FROM flowkeep.flow_lists l USING changed c"
                    + " WHERE l.flow = c.id AND l.list = ANY (?::uuid[]))";
    private static final String COUNT =
            ", counts AS (INSERT INTO flowkeep.flow_counts AS kept"
                    + " SELECT d.counted, d.status, d.type,"
                    + (" pg_backend_pid() % " + FlowCounts.SLOTS + ", d.n")
                    + " FROM changed CROSS JOIN"
                    + " unnest(?::uuid[], ?::smallint[], ?::smallint[], ?::bigint[])"
                    + " AS d (counted, status, type, n) ORDER BY 1, 2, 3"
                    + " ON CONFLICT (counted, status, type, slot)"
                    + " DO UPDATE SET n = kept.n + excluded.n)";
    private static final String TELL =
            ", queue AS (INSERT INTO flowkeep.outbox_flows AS kept"
                    + " SELECT id, 1, 0, ?::bigint FROM changed WHERE ?"
                    + " ON CONFLICT (flow) DO UPDATE SET pushes = kept.pushes + 1, due_at = 0"
                    + " RETURNING flow, pushes)"
                    + ", events AS (INSERT INTO flowkeep.outbox"
                    + " SELECT q.flow, q.pushes, e.place, e.id, e.name, e.created_at, 0, 0, 0,"
                    + " '\"\"', e.characters, e.body FROM queue q CROSS JOIN"
                    + " unnest(?::text[], ?::text[], ?::bigint[], ?::integer[], ?::text[])"
                    + " WITH ORDINALITY AS e (id, name, created_at, characters, body, place))"
                    + " SELECT count(*) FROM changed";

    static final String INSERT =
            "WITH changed AS (INSERT INTO flowkeep.flows (owners, type, template, sort_name, body,"
                    + " updated_at, defined_at, status, status_text, since, reason, started_by,"
                    + " ran, unanswered, announced_at, announcements, version, id, created_at)"
                    + " VALUES (?::uuid[], ?::uuid, ?::uuid, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                    + " ?, nextval('flowkeep.flow_versions'), ?, ?)"
                    + " ON CONFLICT (id) DO NOTHING RETURNING id)"
                    + ", texts AS (INSERT INTO flowkeep.flow_texts"
                    + " SELECT id, ?::bytea, ?::bytea, ?::integer[] FROM changed)"
                    + ADD_ENTRIES
                    + COUNT
                    + TELL;
    static final String DEFINE =
            "WITH changed AS (UPDATE flowkeep.flows SET "
                    + DEFINITION
                    + RUN
                    + ", texts AS (UPDATE flowkeep.flow_texts t"
                    + " SET name = ?, description = ?, trigrams = ?"
                    + " FROM changed c WHERE t.flow = c.id AND ?)"
                    + REMOVE_ENTRIES
                    + ADD_ENTRIES
                    + COUNT
                    + TELL;

    /** A change of the run state alone: cheaper, since most orders stay as they are. */
    static final String RUN_ONLY =
            "WITH changed AS (UPDATE flowkeep.flows SET"
                    + RUN
                    + ", entries AS (UPDATE flowkeep.flow_lists l"
                    + " SET updated_at = ?, status = ? FROM changed c"
                    + " WHERE l.flow = c.id AND l.list = ANY (?::uuid[])"
                    + " AND (l.updated_at, l.status) <> (?::bigint, ?::smallint))"
                    + COUNT
                    + TELL;

    static final String REMOVE =
            "WITH changed AS (DELETE FROM flowkeep.flows WHERE id = ? AND version = ? RETURNING id)"
                    + ", texts AS (DELETE FROM flowkeep.flow_texts t USING changed c"
                    + " WHERE t.flow = c.id)"
                    + REMOVE_ENTRIES
                    + COUNT
                    + TELL;

    private FlowWrites() {}

    /** False, and nothing is done, if the id is there already. */
    static boolean insert(SqlSession session, FlowColumns flow, List<FlowEvent> events)
            throws SQLException {
        List<@Nullable Object> parameters = new ArrayList<>();
        flow.addDefinition(parameters);
        addTimesAndRun(parameters, flow);
        parameters.add(flow.id());
        parameters.add(flow.flow().createdAt().toEpochMilli());
        flow.addTexts(parameters);
        addEntries(parameters, flow);
        new FlowCounts().add(flow, 1).addTo(parameters);
        addEvents(parameters, events);
        return isDone(session, INSERT, parameters);
    }

    /** False, and nothing is done, if the flow is not any more as it was read. */
    static boolean make(SqlSession session, FlowRows.Row row, Flow before, Change change)
            throws SQLException {
        return switch (change) {
            case Change.Keep() -> true;
            case Change.Put(var after, var events) -> put(session, row, before, after, events);
            case Change.Remove(var events) -> remove(session, row, FlowColumns.of(before), events);
        };
    }

    private static boolean put(
            SqlSession session, FlowRows.Row row, Flow before, Flow after, List<FlowEvent> events)
            throws SQLException {
        if (!after.id().equals(before.id()) || !after.createdAt().equals(before.createdAt())) {
            throw new IllegalArgumentException("a flow keeps its id and when it was made");
        }
        FlowColumns was = FlowColumns.of(before);
        FlowColumns is = FlowColumns.of(after);
        return after.definition().equals(before.definition())
                ? run(session, row, was, is, events)
                : define(session, row, was, is, events);
    }

    private static boolean define(
            SqlSession session,
            FlowRows.Row row,
            FlowColumns was,
            FlowColumns is,
            List<FlowEvent> events)
            throws SQLException {
        List<@Nullable Object> parameters = new ArrayList<>();
        is.addDefinition(parameters);
        addTimesAndRun(parameters, is);
        addGuard(parameters, row);
        is.addTexts(parameters);
        parameters.add(!is.hasTextsOf(was));
        List<UUID> gone = new ArrayList<>(was.owners().lists());
        gone.removeAll(is.owners().lists());
        parameters.add(Owners.array(gone));
        addEntries(parameters, is);
        new FlowCounts().add(was, -1).add(is, 1).addTo(parameters);
        addEvents(parameters, events);
        return isDone(session, DEFINE, parameters);
    }

    private static boolean run(
            SqlSession session,
            FlowRows.Row row,
            FlowColumns was,
            FlowColumns is,
            List<FlowEvent> events)
            throws SQLException {
        List<@Nullable Object> parameters = new ArrayList<>();
        addTimesAndRun(parameters, is);
        addGuard(parameters, row);
        long updatedAt = is.flow().updatedAt().toEpochMilli();
        parameters.add(updatedAt);
        parameters.add(is.kind().status());
        parameters.add(Owners.array(is.owners().lists()));
        parameters.add(updatedAt);
        parameters.add(is.kind().status());
        new FlowCounts().add(was, -1).add(is, 1).addTo(parameters);
        addEvents(parameters, events);
        return isDone(session, RUN_ONLY, parameters);
    }

    private static boolean remove(
            SqlSession session, FlowRows.Row row, FlowColumns was, List<FlowEvent> events)
            throws SQLException {
        List<@Nullable Object> parameters = new ArrayList<>();
        addGuard(parameters, row);
        parameters.add(Owners.array(was.owners().lists()));
        new FlowCounts().add(was, -1).addTo(parameters);
        addEvents(parameters, events);
        return isDone(session, REMOVE, parameters);
    }

    private static boolean isDone(SqlSession session, String sql, List<@Nullable Object> parameters)
            throws SQLException {
        return session.find(sql, row -> row.getLong(1), parameters.toArray()).orElse(0L) > 0;
    }

    private static void addTimesAndRun(List<@Nullable Object> parameters, FlowColumns flow) {
        parameters.add(flow.flow().updatedAt().toEpochMilli());
        parameters.add(flow.flow().definedAt().toEpochMilli());
        flow.addRun(parameters);
    }

    private static void addGuard(List<@Nullable Object> parameters, FlowRows.Row row) {
        parameters.add(FlowColumns.id(row.id()));
        parameters.add(row.version());
    }

    private static void addEntries(List<@Nullable Object> parameters, FlowColumns flow) {
        parameters.add(flow.flow().createdAt().toEpochMilli());
        parameters.add(flow.flow().updatedAt().toEpochMilli());
        parameters.add(flow.sortName());
        parameters.add(flow.kind().status());
        parameters.add(flow.kind().type());
        parameters.add(Owners.array(flow.owners().lists()));
        Owners owners = flow.owners();
        parameters.add(owners.set());
        parameters.add(Owners.array(owners.isSet() ? owners.keys() : List.of()));
    }

    private static void addEvents(List<@Nullable Object> parameters, List<FlowEvent> events) {
        parameters.add(events.isEmpty() ? 0L : events.getFirst().createdAt().toEpochMilli());
        parameters.add(!events.isEmpty());
        parameters.add(events.stream().map(FlowEvent::id).toArray(String[]::new));
        parameters.add(events.stream().map(FlowEvent::name).toArray(String[]::new));
        parameters.add(
                events.stream().mapToLong(each -> each.createdAt().toEpochMilli()).toArray());
        parameters.add(events.stream().mapToInt(each -> each.body().length()).toArray());
        parameters.add(events.stream().map(FlowEvent::body).toArray(String[]::new));
    }
}
