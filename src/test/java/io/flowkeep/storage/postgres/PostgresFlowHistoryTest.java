package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.flows.FlowStore;
import io.flowkeep.storage.FlowHistory;
import io.flowkeep.testing.Property;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random histories: PostgreSQL lists what memory lists; its counts are what a recount finds. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("neighbours")
final class PostgresFlowHistoryTest {
    private static final FlowHistory HISTORY =
            FlowHistory.usual()
                    .with(
                            "u\"3\0\ud83d",
                            List.of("n\0ul", "half \ud83d of", "\ud83d\ude00"),
                            List.of("N\0U", "half \udc00 o"));
    private static final List<Long> FEW = List.of(0L, 0L, 3L, 2_000L);

    private static final String COUNTED =
            "SELECT counted::text, status, type, sum(n) FROM flowkeep.flow_counts";

    private static final Map<Through, OpenPostgresFlows> OPEN = new EnumMap<>(Through.class);

    @BeforeAll
    static void migrateOnce() throws SQLException {
        for (Through through : Through.values()) {
            OPEN.put(through, new OpenPostgresFlows(through));
        }
    }

    @AfterAll
    static void drop() throws SQLException {
        for (OpenPostgresFlows open : OPEN.values()) {
            open.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void stores_agree_and_counts_are_right(Through through) {
        OpenPostgresFlows flows = Objects.requireNonNull(OPEN.get(through));
        Property.check(10, RandomGenerator::nextLong, seed -> play(flows, seed));
    }

    private static void play(OpenPostgresFlows flows, long seed) throws SQLException {
        Random chance = new Random(seed);
        try (PostgresDatabase database = flows.database()) {
            flows.server().run(OpenPostgresFlows.EMPTY);
            FlowStore postgres = new PostgresFlowStore(database, FlowHistory.any(chance, FEW));
            HISTORY.play(chance, postgres, () -> assertCountsAreRight(database));
            assertNothingIsLeft(database);
        }
    }

    private static void assertCountsAreRight(PostgresDatabase database) {
        assertEquals(
                rows(
                        database,
                        "SELECT list::text, status, type, count(*) FROM flowkeep.flow_lists"
                                + " GROUP BY list, status, type ORDER BY 1, 2, 3"),
                rows(
                        database,
                        COUNTED
                                + " WHERE counted NOT IN (SELECT owner_set FROM"
                                + " flowkeep.owner_sets) GROUP BY counted, status, type HAVING"
                                + " sum(n) <> 0 ORDER BY 1, 2, 3"));
        assertEquals(
                rows(
                        database,
                        "SELECT s.owner_set::text, e.status, e.type, count(*)"
                                + " FROM flowkeep.flows f JOIN flowkeep.flow_lists e"
                                + " ON e.flow = f.id AND e.list = '"
                                + OwnerKeys.EVERYTHING
                                + "'"
                                + " JOIN (SELECT owner_set, array_agg(list ORDER BY list) AS lists"
                                + " FROM flowkeep.owner_sets GROUP BY owner_set) s"
                                + " ON s.lists <@ f.owners AND s.lists @> f.owners"
                                + " GROUP BY s.owner_set, e.status, e.type ORDER BY 1, 2, 3"),
                rows(
                        database,
                        COUNTED
                                + " WHERE counted IN (SELECT owner_set FROM flowkeep.owner_sets)"
                                + " GROUP BY counted, status, type HAVING sum(n) <> 0"
                                + " ORDER BY 1, 2, 3"));
    }

    private static List<String> rows(PostgresDatabase database, String sql) {
        return database.read(session ->
                session.list(
                        sql,
                        row ->
                                row.getString(1)
                                        + " "
                                        + row.getLong(2)
                                        + " "
                                        + row.getLong(3)
                                        + " "
                                        + row.getLong(4)));
    }

    private static void assertNothingIsLeft(PostgresDatabase database) {
        assertCountsAreRight(database);
        for (String table : List.of("flows", "flow_texts", "flow_lists")) {
            assertEquals(
                    List.of("0 0 0 0"),
                    rows(database, "SELECT count(*), 0, 0, 0 FROM flowkeep." + table),
                    table);
        }
    }
}
