package io.flowkeep.storage.postgres;

import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.storage.sql.FlowKind;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.StoredFlow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The statements that pick ids of flows for background work. */
final class FlowPicks {
    private static final String OF_ONE_STATE =
            "SELECT f.id, f.announced_at FROM flowkeep.flows f"
                    + " WHERE f.status = s.code AND f.status_text = s.text AND f.announced_at < ?"
                    + " AND f.announcements > 0";
    private static final String ANNOUNCED_ANY =
            "SELECT p.id FROM unnest(?::smallint[], ?::text[]) AS s (code, text)"
                    + " CROSS JOIN LATERAL ("
                    + OF_ONE_STATE;
    private static final String BY_WAIT =
            " ORDER BY f.announced_at, f.id LIMIT ?) p ORDER BY p.announced_at, p.id LIMIT ?";

    /** Also covers inactive flows, which are in no index since they need no background work. */
    private static final String ANNOUNCED_INACTIVE = ANNOUNCED_ANY + BY_WAIT;

    static final String ANNOUNCED = ANNOUNCED_ANY + " AND f.status <> 1" + BY_WAIT;

    /** Sorted only when all are found: else the table might be walked in the order of ids. */
    static final String UNANNOUNCED =
            "SELECT p.id FROM (SELECT f.id FROM flowkeep.flows f"
                    + " WHERE f.status = ANY (?::smallint[]) AND f.status_text = ANY (?::text[])"
                    + " AND f.status <> 1 AND f.announcements = 0 AND f.id > ? OFFSET 0) p"
                    + " ORDER BY p.id LIMIT ?";

    static final String OWNED =
            "SELECT flow FROM flowkeep.flow_lists WHERE list = ? AND flow > ? ORDER BY flow LIMIT"
                    + " ?";
    static final String NOBODYS =
            "SELECT e.flow FROM flowkeep.flow_lists e JOIN flowkeep.flows f ON f.id = e.flow"
                    + " WHERE e.list = ? AND e.flow > ? AND e.status = ANY (?::smallint[])"
                    + " AND f.status_text = ANY (?::text[]) ORDER BY e.flow LIMIT ?";

    private FlowPicks() {}

    static List<FlowId> announcedBefore(
            SqlSession session, Set<FlowStatus> states, Instant time, int limit)
            throws SQLException {
        return session.list(
                states.contains(FlowStatus.INACTIVE) ? ANNOUNCED_INACTIVE : ANNOUNCED,
                row -> StoredFlow.id(row.getBytes(1)),
                codes(states),
                texts(states),
                time.toEpochMilli(),
                limit,
                limit);
    }

    static List<FlowId> unannounced(
            SqlSession session, Set<FlowStatus> states, String after, int limit)
            throws SQLException {
        return session.list(
                UNANNOUNCED,
                row -> StoredFlow.id(row.getBytes(1)),
                codes(states),
                texts(states),
                StoredFlow.id(after),
                limit);
    }

    static List<FlowId> ownedBy(SqlSession session, String ownerId, String after, int limit)
            throws SQLException {
        return session.list(
                OWNED,
                row -> StoredFlow.id(row.getBytes(1)),
                AnyText.key(ownerId),
                StoredFlow.id(after),
                limit);
    }

    static List<FlowId> withoutOwners(
            SqlSession session, Set<FlowStatus> states, String after, int limit)
            throws SQLException {
        return session.list(
                NOBODYS,
                row -> StoredFlow.id(row.getBytes(1)),
                OwnerKeys.NOBODYS,
                StoredFlow.id(after),
                codes(states),
                texts(states),
                limit);
    }

    private static short[] codes(Set<FlowStatus> states) {
        List<FlowStatus> ordered = List.copyOf(states);
        short[] codes = new short[ordered.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = FlowKind.statusCode(ordered.get(i));
        }
        return codes;
    }

    private static String[] texts(Set<FlowStatus> states) {
        return List.copyOf(states).stream().map(FlowRows::text).toArray(String[]::new);
    }
}
