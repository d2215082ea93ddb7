package io.flowkeep.storage.sqlite;

import io.flowkeep.storage.sql.FlowKind;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.List;

/**
 * The statements that keep lists and counts consistent with the flows. A list is indexed once it is
 * long, and stays so; how long it is, is not looked at each time. Immutable.
 *
 * <p>A statement that adds many rows says OR FAIL: otherwise SQLite copies pages so that it can
 * undo a part of it, which the writer's rollback does anyway.
 */
record ListEntries(FlowTuning tuning) {
    private static final String LISTS = "SELECT list FROM owner_set_lists WHERE owner_set = ?1";
    private static final String ADD =
            "INSERT OR FAIL INTO list_entries (list, created_at, id, flow, updated_at, sort_name,"
                    + " status, type, indexed) SELECT m.list, ?2, ?3, ?4, ?5, ?6, ?7, ?8, l.indexed"
                    + " FROM owner_set_lists m CROSS JOIN lists l ON l.id = m.list"
                    + " WHERE m.owner_set = ?1";
    private static final String REMOVE =
            "DELETE FROM list_entries WHERE list IN ("
                    + LISTS
                    + ") AND created_at = ?2 AND id = ?3";
    private static final String RUN =
            "UPDATE list_entries SET updated_at = ?4, status = ?5 WHERE list IN ("
                    + LISTS
                    + ") AND created_at = ?2 AND id = ?3";
    private static final String COUNT_IN_LISTS =
            "INSERT OR FAIL INTO list_counts (list, status, type, n)"
                    + " SELECT list, ?2, ?3, 1 FROM owner_set_lists WHERE owner_set = ?1"
                    + " ON CONFLICT (list, status, type) DO UPDATE SET n = n + 1"
                    + " RETURNING CASE WHEN n % ?4 = 0 THEN list ELSE -1 END";
    private static final String BECAME_LONG =
            "SELECT 1 FROM lists WHERE id = ?1 AND indexed = 0"
                    + " AND (SELECT sum(n) FROM list_counts WHERE list = ?1) >= ?2";
    private static final String INDEX_ENTRIES =
            "UPDATE list_entries SET indexed = 1 WHERE list = ?";
    private static final String INDEX_LIST = "UPDATE lists SET indexed = 1 WHERE id = ?";
    private static final String COUNT_IN_SET =
            "INSERT INTO owner_set_counts (owner_set, status, type, n) VALUES (?1, ?2, ?3, 1)"
                    + " ON CONFLICT (owner_set, status, type) DO UPDATE SET n = n + 1";
    private static final String UNCOUNT_IN_LISTS =
            "UPDATE list_counts SET n = n - 1 WHERE list IN ("
                    + LISTS
                    + ") AND status = ?2 AND type = ?3";
    private static final String UNCOUNT_IN_SET =
            "UPDATE owner_set_counts SET n = n - 1"
                    + " WHERE owner_set = ?1 AND status = ?2 AND type = ?3";

    void add(SqlSession session, long flow, long set, FlowColumns columns) throws SQLException {
        session.execute(
                ADD,
                set,
                columns.createdAt(),
                columns.id(),
                flow,
                columns.updatedAt(),
                columns.sortName(),
                columns.kind().status(),
                columns.kind().type());
        count(session, set, columns.kind());
    }

    void remove(SqlSession session, long set, FlowColumns columns) throws SQLException {
        session.execute(REMOVE, set, columns.createdAt(), columns.id());
        uncount(session, set, columns.kind());
    }

    /** Notes a change of the run state alone: cheaper, since most orders stay as they are. */
    void run(SqlSession session, long set, FlowColumns before, FlowColumns after)
            throws SQLException {
        session.execute(
                RUN, set, after.createdAt(), after.id(), after.updatedAt(), after.kind().status());
        if (!before.kind().equals(after.kind())) {
            uncount(session, set, before.kind());
            count(session, set, after.kind());
        }
    }

    private void count(SqlSession session, long set, FlowKind kind) throws SQLException {
        List<Long> lists =
                session.list(
                        COUNT_IN_LISTS,
                        row -> row.getLong(1),
                        set,
                        kind.status(),
                        kind.type(),
                        tuning.lookedAtEvery());
        session.execute(COUNT_IN_SET, set, kind.status(), kind.type());
        for (long list : lists) {
            if (list >= 0 && isLongNow(session, list)) {
                session.execute(INDEX_ENTRIES, list);
                session.execute(INDEX_LIST, list);
            }
        }
    }

    private boolean isLongNow(SqlSession session, long list) throws SQLException {
        return session.find(BECAME_LONG, row -> row.getInt(1), list, tuning.longList()).isPresent();
    }

    private static void uncount(SqlSession session, long set, FlowKind kind) throws SQLException {
        session.execute(UNCOUNT_IN_LISTS, set, kind.status(), kind.type());
        session.execute(UNCOUNT_IN_SET, set, kind.status(), kind.type());
    }
}
