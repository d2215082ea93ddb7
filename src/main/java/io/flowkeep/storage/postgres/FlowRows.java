package io.flowkeep.storage.postgres;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.RunState;
import io.flowkeep.flows.Unanswered;
import io.flowkeep.flows.Visibility;
import io.flowkeep.storage.sql.JsonName;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.StoredFlow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The statements that read flows. */
final class FlowRows {
    /** The status of a flow whose status is JSON's null; the other ones are in quotes. */
    private static final String NULL = "null";

    static final String COLUMNS =
            "f.id, f.version, f.created_at, f.updated_at, f.defined_at, f.body, f.status_text,"
                    + " f.since, f.reason, f.started_by, f.ran, f.unanswered, f.announced_at,"
                    + " f.announcements";
    static final String FIND = "SELECT " + COLUMNS + " FROM flowkeep.flows f WHERE f.id = ?";
    static final String FIND_OWNED = FIND + " AND f.owners && ?::uuid[]";
    private static final String LOCKED = " FOR UPDATE";

    /** A page of whole flows ends where it would get larger than this. */
    private static final long PAGE_BYTES = 8 << 20;

    static final String ALL =
            "SELECT "
                    + COLUMNS
                    + " FROM (SELECT a.*,"
                    + " sum(octet_length(a.body)) OVER (ORDER BY a.id) AS bytes,"
                    + " row_number() OVER (ORDER BY a.id) AS place FROM"
                    + " (SELECT * FROM flowkeep.flows WHERE id > ? ORDER BY id LIMIT ?) a) f"
                    + " WHERE f.bytes <= ? OR f.place = 1 ORDER BY f.id";

    private FlowRows() {}

    /** A flow and the version that shows whether it is still as it was read. */
    record Row(StoredFlow flow, long version) {
        Flow toFlow() {
            return flow.toFlow();
        }
    }

    static Optional<Row> find(SqlSession session, FlowId id, Visibility visibility)
            throws SQLException {
        return find(session, id, visibility, "");
    }

    /**
     * As above, and locks the row: it cannot be changed by others before the end of the
     * transaction.
     */
    static Optional<Row> lock(SqlSession session, FlowId id, Visibility visibility)
            throws SQLException {
        return find(session, id, visibility, LOCKED);
    }

    private static Optional<Row> find(
            SqlSession session, FlowId id, Visibility visibility, String end) throws SQLException {
        byte[] key = StoredFlow.id(id);
        return switch (visibility) {
            case Visibility.All _ -> session.find(FIND + end, FlowRows::row, key);
            case Visibility.OwnedBy(var ids) ->
                    session.find(
                            FIND_OWNED + end,
                            FlowRows::row,
                            key,
                            OwnerKeys.array(OwnerKeys.keys(ids)));
        };
    }

    static List<Row> all(SqlSession session, String afterId, int limit) throws SQLException {
        return session.list(ALL, FlowRows::row, StoredFlow.id(afterId), limit, PAGE_BYTES);
    }

    static Row row(ResultSet row) throws SQLException {
        RunState run =
                new RunState(
                        status(row.getString("status_text")),
                        Instant.ofEpochMilli(row.getLong("since")),
                        JsonName.read(row.getString("reason")),
                        JsonName.read(row.getString("started_by")),
                        row.getBoolean("ran"),
                        new Unanswered(row.getString("unanswered")),
                        Instant.ofEpochMilli(row.getLong("announced_at")),
                        row.getInt("announcements"));
        StoredFlow flow =
                new StoredFlow(
                        StoredFlow.id(row.getBytes("id")),
                        row.getString("body"),
                        run,
                        Instant.ofEpochMilli(row.getLong("created_at")),
                        Instant.ofEpochMilli(row.getLong("updated_at")),
                        Instant.ofEpochMilli(row.getLong("defined_at")));
        return new Row(flow, row.getLong("version"));
    }

    /** A status as it is stored. */
    static String text(FlowStatus status) {
        return status.isNull() ? NULL : JsonName.of(status.text());
    }

    private static FlowStatus status(String json) {
        return json.equals(NULL) ? FlowStatus.NULL : FlowStatus.of(JsonName.read(json));
    }
}
