package io.flowkeep.storage.sqlite;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.RunState;
import io.flowkeep.flows.Unanswered;
import io.flowkeep.flows.Visibility;
import io.flowkeep.json.Json;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.StoredFlow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;

/** The statements on flows, their definitions and their runs. */
final class FlowRows {
    private static final String COLUMNS =
            "SELECT f.flow, f.owner_set, f.id, f.created_at, f.updated_at, d.defined_at, d.body,"
                    + " r.status, r.status_is_null, r.since, r.reason, r.started_by, r.ran,"
                    + " r.unanswered, r.announced_at, r.announcements"
                    + " FROM flows f JOIN definitions d ON d.flow = f.flow"
                    + " JOIN runs r ON r.flow = f.flow";
    static final String FIND = COLUMNS + " WHERE f.id = ?1";
    private static final String SEEN_BY =
            " AND EXISTS (SELECT 1 FROM lists l JOIN owner_set_lists m"
                    + " ON m.owner_set = f.owner_set AND m.list = l.id WHERE l.owner IN ";
    static final String FIND_SEEN_BY_TWO = FIND + SEEN_BY + "(?2, ?3))";
    static final String FIND_SEEN_BY_MANY = FIND + SEEN_BY + "(SELECT value FROM json_each(?2)))";
    static final String LOAD = COLUMNS + " WHERE f.flow IN (SELECT value FROM json_each(?))";

    /** OR FAIL as in {@link ListEntries}: RETURNING counts as more than one row. */
    private static final String INSERT =
            "INSERT OR FAIL INTO flows (id, owner_set, created_at, updated_at, sort_name, type,"
                    + " from_template) VALUES (?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (id) DO NOTHING RETURNING flow";

    private static final String UPDATE =
            "UPDATE flows SET owner_set = ?, updated_at = ?, sort_name = ?, type = ?,"
                    + " from_template = ? WHERE flow = ?";
    private static final String TOUCH = "UPDATE flows SET updated_at = ? WHERE flow = ?";
    private static final String DEFINE =
            "INSERT INTO definitions (flow, defined_at, body) VALUES (?1, ?2, ?3)"
                    + " ON CONFLICT (flow) DO UPDATE SET defined_at = ?2, body = ?3";
    private static final String RUN =
            "INSERT INTO runs (flow, status, status_is_null, since, reason, started_by, ran,"
                    + " unanswered, announced_at, announcements)"
                    + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
                    + " ON CONFLICT (flow) DO UPDATE SET status = ?2, status_is_null = ?3,"
                    + " since = ?4, reason = ?5, started_by = ?6, ran = ?7, unanswered = ?8,"
                    + " announced_at = ?9, announcements = ?10";
    private static final String DELETE = "DELETE FROM flows WHERE flow = ?";

    private FlowRows() {}

    /**
     * A flow with its numbers.
     *
     * @param number of the flow itself
     */
    record Row(StoredFlow flow, long number, long ownerSet) {
        Flow toFlow() {
            return flow.toFlow();
        }
    }

    static Optional<Row> find(SqlSession session, FlowId id, Visibility visibility)
            throws SQLException {
        byte[] key = StoredFlow.id(id);
        return switch (visibility) {
            case Visibility.All _ -> session.find(FIND, FlowRows::row, key);
            case Visibility.OwnedBy(var ids) -> findOwned(session, key, ids);
        };
    }

    private static Optional<Row> findOwned(SqlSession session, byte[] key, Set<String> ids)
            throws SQLException {
        List<String> owners = ids.stream().map(OwnerSets::stored).toList();
        if (owners.isEmpty()) {
            return Optional.empty();
        }
        if (owners.size() <= 2) {
            return session.find(
                    FIND_SEEN_BY_TWO, FlowRows::row, key, owners.getFirst(), owners.getLast());
        }
        ArrayNode all = Json.array();
        owners.forEach(all::add);
        return session.find(FIND_SEEN_BY_MANY, FlowRows::row, key, Json.text(all));
    }

    /** The flows with these numbers, in their order. */
    static List<Row> load(SqlSession session, List<Long> flows) throws SQLException {
        Map<Long, Row> rows = new HashMap<>();
        session.list(LOAD, FlowRows::row, flows.toString())
                .forEach(row -> rows.put(row.number(), row));
        List<Row> ordered = new ArrayList<>(flows.size());
        for (Long flow : flows) {
            Row row = rows.get(flow);
            if (row == null) {
                throw new StoreCorrupt("a list holds the number of no flow, " + flow, null);
            }
            ordered.add(row);
        }
        return ordered;
    }

    /** The new flow's number; empty if the id is there already. */
    static Optional<Long> insert(SqlSession session, long set, FlowColumns columns)
            throws SQLException {
        return session.find(
                INSERT,
                row -> row.getLong(1),
                columns.id(),
                set,
                columns.createdAt(),
                columns.updatedAt(),
                columns.sortName(),
                columns.type(),
                columns.fromTemplate());
    }

    static void update(SqlSession session, long flow, long set, FlowColumns columns)
            throws SQLException {
        session.execute(
                UPDATE,
                set,
                columns.updatedAt(),
                columns.sortName(),
                columns.type(),
                columns.fromTemplate(),
                flow);
    }

    static void touch(SqlSession session, long flow, long updatedAt) throws SQLException {
        session.execute(TOUCH, updatedAt, flow);
    }

    static void define(SqlSession session, long flow, Instant definedAt, String body)
            throws SQLException {
        session.execute(DEFINE, flow, definedAt.toEpochMilli(), body);
    }

    static void run(SqlSession session, long flow, RunState run) throws SQLException {
        session.execute(
                RUN,
                flow,
                run.status().text(),
                run.status().isNull() ? 1 : 0,
                run.since().toEpochMilli(),
                run.reason(),
                run.startedBy(),
                run.ran() ? 1 : 0,
                run.unanswered().letters(),
                run.announcedAt().toEpochMilli(),
                run.announcements());
    }

    static void delete(SqlSession session, long flow) throws SQLException {
        session.execute(DELETE, flow);
    }

    private static Row row(ResultSet row) throws SQLException {
        RunState run =
                new RunState(
                        new FlowStatus(row.getString(8), row.getInt(9) == 1),
                        Instant.ofEpochMilli(row.getLong(10)),
                        row.getString(11),
                        row.getString(12),
                        row.getInt(13) == 1,
                        new Unanswered(row.getString(14)),
                        Instant.ofEpochMilli(row.getLong(15)),
                        row.getInt(16));
        StoredFlow flow =
                new StoredFlow(
                        StoredFlow.id(row.getBytes(3)),
                        row.getString(7),
                        run,
                        Instant.ofEpochMilli(row.getLong(4)),
                        Instant.ofEpochMilli(row.getLong(5)),
                        Instant.ofEpochMilli(row.getLong(6)));
        return new Row(flow, row.getLong(1), row.getLong(2));
    }
}
