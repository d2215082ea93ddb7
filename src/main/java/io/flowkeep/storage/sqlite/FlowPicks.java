package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.storage.sql.FlowKind;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.StoredFlow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The statements that pick ids of flows for background work. */
final class FlowPicks {
    private static final String ANNOUNCED_ANY =
            "SELECT f.id, r.announced_at FROM runs r JOIN flows f ON f.flow = r.flow"
                    + " WHERE r.status = ? AND r.announced_at < ? AND r.status_is_null = ?"
                    + " AND r.announcements > 0";
    private static final String BY_WAIT = " ORDER BY r.announced_at LIMIT ?";
    private static final String ANNOUNCED_INACTIVE = ANNOUNCED_ANY + BY_WAIT;
    static final String ANNOUNCED = ANNOUNCED_ANY + " AND r.status <> 'inactive'" + BY_WAIT;
    static final String UNANNOUNCED =
            "SELECT f.id FROM runs r CROSS JOIN flows f ON f.flow = r.flow"
                    + " WHERE r.status = ? AND r.status <> 'inactive' AND r.status_is_null = ?"
                    + " AND r.announcements = 0 AND f.id > ? ORDER BY f.id LIMIT ?";
    private static final String OWNED =
            "SELECT id FROM list_entries WHERE list = (SELECT id FROM lists WHERE owner = ?)"
                    + " AND id > ? ORDER BY id LIMIT ?";
    private static final String NOBODYS =
            "SELECT e.id FROM list_entries e CROSS JOIN runs r ON r.flow = e.flow"
                    + " WHERE e.list = ? AND e.status = ? AND e.id > ?"
                    + " AND r.status = ? AND r.status_is_null = ? ORDER BY e.id LIMIT ?";

    private static final String ALL =
            "SELECT f.flow, octet_length(d.body) FROM flows f"
                    + " JOIN definitions d ON d.flow = f.flow WHERE f.id > ? ORDER BY f.id LIMIT ?";

    /** A page of whole flows ends where it would get larger than this. */
    private static final long PAGE_BYTES = 8 << 20;

    private FlowPicks() {}

    /** Numbers of flows in the order of their ids, as many as fit on a page. */
    static List<Long> all(SqlSession session, String afterId, int limit) throws SQLException {
        record Sized(long flow, long bytes) {}
        List<Sized> picked =
                session.list(
                        ALL,
                        row -> new Sized(row.getLong(1), row.getLong(2)),
                        StoredFlow.id(afterId),
                        limit);
        List<Long> flows = new ArrayList<>();
        long bytes = 0;
        for (Sized each : picked) {
            bytes += each.bytes();
            if (!flows.isEmpty() && bytes > PAGE_BYTES) {
                return flows;
            }
            flows.add(each.flow());
        }
        return flows;
    }

    static List<FlowId> announcedBefore(
            SqlSession session, Set<FlowStatus> states, Instant time, int limit)
            throws SQLException {
        record Announced(FlowId id, long at) {}
        List<Announced> announced = new ArrayList<>();
        for (FlowStatus state : states) {
            announced.addAll(
                    session.list(
                            state.equals(FlowStatus.INACTIVE) ? ANNOUNCED_INACTIVE : ANNOUNCED,
                            row -> new Announced(StoredFlow.id(row.getBytes(1)), row.getLong(2)),
                            state.text(),
                            time.toEpochMilli(),
                            state.isNull() ? 1 : 0,
                            limit));
        }
        return announced.stream()
                .sorted(Comparator.comparingLong(Announced::at))
                .limit(limit)
                .map(Announced::id)
                .toList();
    }

    static List<FlowId> unannounced(
            SqlSession session, Set<FlowStatus> states, String after, int limit)
            throws SQLException {
        List<FlowId> ids = new ArrayList<>();
        for (FlowStatus state : states) {
            ids.addAll(
                    session.list(
                            UNANNOUNCED,
                            row -> StoredFlow.id(row.getBytes(1)),
                            state.text(),
                            state.isNull() ? 1 : 0,
                            StoredFlow.id(after),
                            limit));
        }
        return ids.stream().sorted(Comparator.comparing(FlowId::hex)).limit(limit).toList();
    }

    static List<FlowId> ownedBy(SqlSession session, String ownerId, String after, int limit)
            throws SQLException {
        return session.list(
                OWNED,
                row -> StoredFlow.id(row.getBytes(1)),
                OwnerSets.stored(ownerId),
                StoredFlow.id(after),
                limit);
    }

    static List<FlowId> withoutOwners(
            SqlSession session, Set<FlowStatus> states, String after, int limit)
            throws SQLException {
        List<FlowId> ids = new ArrayList<>();
        for (FlowStatus state : states) {
            ids.addAll(
                    session.list(
                            NOBODYS,
                            row -> StoredFlow.id(row.getBytes(1)),
                            OwnerSets.NOBODYS,
                            FlowKind.statusCode(state),
                            StoredFlow.id(after),
                            state.text(),
                            state.isNull() ? 1 : 0,
                            limit));
        }
        return ids.stream().sorted(Comparator.comparing(FlowId::hex)).limit(limit).toList();
    }
}
