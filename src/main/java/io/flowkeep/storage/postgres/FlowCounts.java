package io.flowkeep.storage.postgres;

import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How counts change by one change of a flow; and what they come to. One thread only. */
final class FlowCounts {
    /** More than servers usually have connections together; each is a row to add up. */
    static final int SLOTS = 16;

    private static final String KIND =
            " AND (?::smallint < 0 OR c.status = ?::smallint)"
                    + " AND (?::smallint < 0 OR c.type = ?::smallint)";
    private static final String OF_LIST =
            "(SELECT coalesce(sum(c.n), 0) FROM flowkeep.flow_counts c WHERE c.counted = ?"
                    + KIND
                    + ")";
    private static final String OF_BOTH =
            "(SELECT coalesce(sum(c.n), 0) FROM flowkeep.owner_sets a JOIN flowkeep.owner_sets b"
                    + " ON b.owner_set = a.owner_set AND b.list = ? JOIN flowkeep.flow_counts c"
                    + " ON c.counted = a.owner_set WHERE a.list = ?"
                    + KIND
                    + ")";
    static final String OF_ONE_LIST = OF_LIST;
    static final String OF_TWO_LISTS = "(" + OF_LIST + " + " + OF_LIST + " - " + OF_BOTH + ")";

    private record Key(UUID counted, FlowKind kind) {}

    private final Map<Key, Long> changes = new LinkedHashMap<>();

    /** Counts a flow in, or out with a negative number. */
    FlowCounts add(FlowColumns flow, long n) {
        for (UUID counted : flow.owners().counted()) {
            changes.merge(new Key(counted, flow.kind()), n, Long::sum);
        }
        return this;
    }

    void addTo(List<@Nullable Object> parameters) {
        changes.values().removeIf(n -> n == 0);
        int size = changes.size();
        UUID[] counted = new UUID[size];
        short[] statuses = new short[size];
        short[] types = new short[size];
        long[] numbers = new long[size];
        int i = 0;
        for (Map.Entry<Key, Long> change : changes.entrySet()) {
            counted[i] = change.getKey().counted();
            statuses[i] = change.getKey().kind().status();
            types[i] = change.getKey().kind().type();
            numbers[i] = change.getValue();
            i++;
        }
        parameters.addAll(List.of(counted, statuses, types, numbers));
    }

    /** The expression for how many flows of a kind are in one of one or two lists. */
    static String sql(List<UUID> lists) {
        return lists.size() == 1 ? OF_ONE_LIST : OF_TWO_LISTS;
    }

    /** The parameters of {@link #sql}. */
    static List<Object> parameters(List<UUID> lists, KindFilter kind) {
        List<Object> all = new ArrayList<>();
        for (UUID list : lists) {
            all.add(list);
            kind.addTo(all);
        }
        if (lists.size() == 2) {
            all.addAll(lists);
            kind.addTo(all);
        }
        return all;
    }

    /** How many flows of a kind are in one of one or two lists. */
    static long total(SqlSession session, List<UUID> lists, KindFilter kind) throws SQLException {
        return session.find(
                        "SELECT " + sql(lists),
                        row -> row.getLong(1),
                        parameters(lists, kind).toArray())
                .orElse(0L);
    }

    /** How many flows are in these lists at most: those in several lists count for each. */
    static long atMost(SqlSession session, List<UUID> lists) throws SQLException {
        return session.find(
                        "SELECT coalesce(sum(n), 0) FROM flowkeep.flow_counts"
                                + " WHERE counted = ANY (?::uuid[])",
                        row -> row.getLong(1),
                        (Object) Owners.array(lists))
                .orElse(0L);
    }
}
