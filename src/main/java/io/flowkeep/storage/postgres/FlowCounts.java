package io.flowkeep.storage.postgres;

import io.flowkeep.storage.sql.FlowKind;
import io.flowkeep.storage.sql.KindFilter;
import io.flowkeep.storage.sql.Sql;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How one change of a flow changes the counts, and the statements that read them. One thread only.
 */
final class FlowCounts {
    /** More than servers usually have connections together; each is a row to add up. */
    static final int SLOTS = 16;

    private record Key(UUID counted, FlowKind kind) {}

    private final Map<Key, Long> changes = new LinkedHashMap<>();

    /** Adds a flow to the counts, or removes it with a negative number. */
    FlowCounts add(FlowColumns flow, long n) {
        for (UUID counted : flow.owners().counted()) {
            changes.merge(new Key(counted, flow.kind()), n, Long::sum);
        }
        return this;
    }

    /** Whether any count has changed. */
    boolean areChanged() {
        return changes.values().stream().anyMatch(n -> n != 0);
    }

    /** What is to be added to which count, as a table. */
    Sql changes() {
        return Unnest.of(changes.entrySet().stream().filter(each -> each.getValue() != 0).toList())
                .uuids(each -> each.getKey().counted())
                .smallints(each -> each.getKey().kind().status())
                .smallints(each -> each.getKey().kind().type())
                .bigints(Map.Entry::getValue)
                .sql();
    }

    /** The expression for how many flows of a kind are in one of one or two lists. */
    static Sql total(List<UUID> lists, KindFilter kind) {
        Sql one = inList(lists.getFirst(), kind);
        if (lists.size() == 1) {
            return one;
        }
        Sql other = inList(lists.getLast(), kind);
        Sql both =
                Sql.of(
                                "(SELECT coalesce(sum(c.n), 0) FROM flowkeep.owner_sets a"
                                        + " JOIN flowkeep.owner_sets b"
                                        + " ON b.owner_set = a.owner_set AND b.list = ?"
                                        + " JOIN flowkeep.flow_counts c"
                                        + " ON c.counted = a.owner_set WHERE a.list = ?",
                                lists.getLast(),
                                lists.getFirst())
                        .then(ofKind(kind))
                        .then(")");
        return Sql.of("(").then(one).then(" + ").then(other).then(" - ").then(both).then(")");
    }

    private static Sql inList(UUID list, KindFilter kind) {
        return Sql.of(
                        "(SELECT coalesce(sum(n), 0) FROM flowkeep.flow_counts WHERE counted = ?",
                        list)
                .then(ofKind(kind))
                .then(")");
    }

    /** That a row of counts or of lists is of a kind. */
    static Sql ofKind(KindFilter kind) {
        return Sql.of(" AND status = ?", kind.status())
                .when(kind.hasStatus())
                .then(Sql.of(" AND type = ?", kind.type()).when(kind.hasType()));
    }

    /** How many flows of a kind are in one of one or two lists. */
    static long count(SqlSession session, List<UUID> lists, KindFilter kind) throws SQLException {
        return count(session, Sql.of("SELECT ").then(total(lists, kind)));
    }

    /** How many flows are in these lists at most: those in several lists count for each. */
    static long atMost(SqlSession session, List<UUID> lists) throws SQLException {
        return count(
                session,
                Sql.of(
                        "SELECT coalesce(sum(n), 0) FROM flowkeep.flow_counts"
                                + " WHERE counted = ANY (?::uuid[])",
                        OwnerKeys.array(lists)));
    }

    private static long count(SqlSession session, Sql sql) throws SQLException {
        return session.find(sql, row -> row.getLong(1)).orElse(0L);
    }
}
