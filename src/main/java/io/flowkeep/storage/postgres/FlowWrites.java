package io.flowkeep.storage.postgres;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowStore.Change;
import io.flowkeep.storage.sql.Sql;
import io.flowkeep.storage.sql.SqlRow;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.StoredFlow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The statements that store flows, with their lists, counts and events. Every change is one
 * statement and so one round trip, and a transaction of its own.
 *
 * <p>Each begins with the flow's own row, under the name {@code changed}, and the other parts read
 * from that: if the flow is not as it should be, nothing is done. That row also comes first of all
 * that is locked, so that two changes of a flow wait for each other only there.
 */
final class FlowWrites {
    private FlowWrites() {}

    /** False if the id exists already; then nothing is done. */
    static boolean insert(SqlSession session, FlowColumns flow, List<FlowEvent> events)
            throws SQLException {
        Sql changed =
                flow.definition()
                        .with(flow.run())
                        .with("id", flow.id())
                        .with("created_at", flow.flow().createdAt().toEpochMilli())
                        .insertInto("flowkeep.flows")
                        .then(" ON CONFLICT (id) DO NOTHING");
        return isMade(
                session,
                changed,
                Sql.of("texts AS (INSERT INTO flowkeep.flow_texts SELECT id, ")
                        .then(Sql.join(", ", flow.texts()))
                        .then(" FROM changed)"),
                addedToLists(flow),
                addedSet(flow),
                counted(new FlowCounts().add(flow, 1)),
                told(events));
    }

    /** False if the flow is no longer as it was read; then nothing is done. */
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
        List<Sql> texts = is.texts();
        List<UUID> gone = new ArrayList<>(was.owners().lists());
        gone.removeAll(is.owners().lists());
        return isMade(
                session,
                update(row, is.definition().with(is.run())),
                Sql.of("texts AS (UPDATE flowkeep.flow_texts t SET name = ")
                        .then(texts.get(0))
                        .then(", description = ")
                        .then(texts.get(1))
                        .then(", trigrams = ")
                        .then(texts.get(2))
                        .then(" FROM changed c WHERE t.flow = c.id)")
                        .when(!is.hasTextsOf(was)),
                removedFromLists(gone),
                addedToLists(is),
                addedSet(is),
                counted(new FlowCounts().add(was, -1).add(is, 1)),
                told(events));
    }

    /** A change of the run state alone: cheaper, since most orders stay as they are. */
    private static boolean run(
            SqlSession session,
            FlowRows.Row row,
            FlowColumns was,
            FlowColumns is,
            List<FlowEvent> events)
            throws SQLException {
        long updatedAt = is.flow().updatedAt().toEpochMilli();
        short status = is.kind().status();
        return isMade(
                session,
                update(row, is.run()),
                Sql.of(
                        "entries AS (UPDATE flowkeep.flow_lists l SET updated_at = ?, status = ?"
                                + " FROM changed c WHERE l.flow = c.id"
                                + " AND l.list = ANY (?::uuid[])"
                                + " AND (l.updated_at, l.status) <> (?::bigint, ?::smallint))",
                        updatedAt,
                        status,
                        OwnerKeys.array(is.owners().lists()),
                        updatedAt,
                        status),
                counted(new FlowCounts().add(was, -1).add(is, 1)),
                told(events));
    }

    private static boolean remove(
            SqlSession session, FlowRows.Row row, FlowColumns was, List<FlowEvent> events)
            throws SQLException {
        return isMade(
                session,
                Sql.of("DELETE FROM flowkeep.flows").then(asRead(row)),
                Sql.of(
                        "texts AS (DELETE FROM flowkeep.flow_texts t USING changed c"
                                + " WHERE t.flow = c.id)"),
                removedFromLists(was.owners().lists()),
                counted(new FlowCounts().add(was, -1)),
                told(events));
    }

    private static boolean isMade(SqlSession session, Sql changed, Sql... parts)
            throws SQLException {
        List<Sql> all = new ArrayList<>();
        all.add(Sql.of("WITH changed AS (").then(changed).then(" RETURNING id)"));
        all.addAll(Arrays.asList(parts));
        Sql whole = Sql.join(", ", all).then(" SELECT count(*) FROM changed");
        return session.find(whole, row -> row.getLong(1)).orElse(0L) > 0;
    }

    private static Sql update(FlowRows.Row row, SqlRow columns) {
        return Sql.of("UPDATE flowkeep.flows SET ").then(columns.assignments()).then(asRead(row));
    }

    private static Sql asRead(FlowRows.Row row) {
        return Sql.of(
                " WHERE id = ? AND version = ?", StoredFlow.id(row.flow().id()), row.version());
    }

    private static Sql addedToLists(FlowColumns flow) {
        return Sql.of(
                "entries AS (INSERT INTO flowkeep.flow_lists SELECT l, c.id, ?::bigint, ?::bigint,"
                        + " ?::bytea, ?::smallint, ?::smallint FROM changed c CROSS JOIN"
                        + " unnest(?::uuid[]) l ON CONFLICT (list, flow) DO UPDATE SET updated_at ="
                        + " excluded.updated_at, sort_name = excluded.sort_name, status ="
                        + " excluded.status, type = excluded.type)",
                flow.flow().createdAt().toEpochMilli(),
                flow.flow().updatedAt().toEpochMilli(),
                flow.sortName(),
                flow.kind().status(),
                flow.kind().type(),
                OwnerKeys.array(flow.owners().lists()));
    }

    private static Sql addedSet(FlowColumns flow) {
        return Sql.of(
                        "sets AS (INSERT INTO flowkeep.owner_sets"
                                + " SELECT l, ?::uuid FROM changed CROSS JOIN unnest(?::uuid[]) l"
                                + " ORDER BY l ON CONFLICT DO NOTHING)",
                        flow.owners().set(),
                        OwnerKeys.array(flow.owners().keys()))
                .when(flow.owners().isSet());
    }

    private static Sql removedFromLists(List<UUID> lists) {
        return Sql.of(
                        "gone AS (DELETE FROM flowkeep.flow_lists l USING changed c"
                                + " WHERE l.flow = c.id AND l.list = ANY (?::uuid[]))",
                        OwnerKeys.array(lists))
                .when(!lists.isEmpty());
    }

    private static Sql counted(FlowCounts counts) {
        return Sql.of(
                        "counts AS (INSERT INTO flowkeep.flow_counts AS kept"
                                + " SELECT d.counted, d.status, d.type, pg_backend_pid() % "
                                + FlowCounts.SLOTS
                                + ", d.n FROM changed CROSS JOIN ")
                .then(counts.changes())
                .then(
                        " AS d (counted, status, type, n) ORDER BY 1, 2, 3"
                                + " ON CONFLICT (counted, status, type, slot)"
                                + " DO UPDATE SET n = kept.n + excluded.n)")
                .when(counts.areChanged());
    }

    private static Sql told(List<FlowEvent> events) {
        if (events.isEmpty()) {
            return Sql.NOTHING;
        }
        return Sql.of(
                        "queue AS (INSERT INTO flowkeep.outbox_flows AS kept"
                                + " SELECT id, 1, 0, ?::bigint FROM changed"
                                + " ON CONFLICT (flow)"
                                + " DO UPDATE SET pushes = kept.pushes + 1, due_at = 0"
                                + " RETURNING flow, pushes)"
                                + ", events AS (INSERT INTO flowkeep.outbox"
                                + " SELECT q.flow, q.pushes, e.place, e.id, e.name, e.created_at,"
                                + " 0, 0, 0, '\"\"', e.characters, e.body"
                                + " FROM queue q CROSS JOIN ",
                        events.getFirst().createdAt().toEpochMilli())
                .then(
                        Unnest.of(events)
                                .texts(FlowEvent::id)
                                .texts(FlowEvent::name)
                                .bigints(each -> each.createdAt().toEpochMilli())
                                .integers(each -> each.body().length())
                                .texts(FlowEvent::body)
                                .sql())
                .then(
                        " WITH ORDINALITY"
                                + " AS e (id, name, created_at, characters, body, place))");
    }
}
