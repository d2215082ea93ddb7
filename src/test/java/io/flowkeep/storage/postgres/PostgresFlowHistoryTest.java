package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowQuery.Sort;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.flows.SampleFlows;
import io.flowkeep.flows.Visibility;
import io.flowkeep.json.Json;
import io.flowkeep.storage.memory.MemoryFlowStore;
import io.flowkeep.testing.Property;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** Random histories: PostgreSQL lists what memory lists; its counts are what a recount finds. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("neighbours")
final class PostgresFlowHistoryTest {
    private static final int FLOWS = 14;
    private static final List<String> OWNERS = List.of("u1", "u2", "t1", "t2", "u\"3\0\ud83d");
    private static final List<String> NAMES =
            List.of(
                    "sync",
                    "Sync all",
                    "",
                    "B",
                    "b",
                    "\u00c4pfel",
                    "all \"or\" nothing",
                    "a%b_c",
                    "Stra\u00dfe",
                    "n\0ul",
                    "half \ud83d of",
                    "\ud83d\ude00");
    private static final List<String> SEARCHES =
            List.of(
                    "",
                    "",
                    "s",
                    "SY",
                    "sync",
                    "all",
                    "\u00e4pf",
                    "\"or\" n",
                    "%b_",
                    "zzz",
                    "TRASS",
                    "N\0U",
                    "half \udc00 o");
    private static final List<String> TYPES = List.of("", "ordinary", "long_running", "odd");
    private static final List<String> TEMPLATES = List.of("", "", "5ca5c44c187c040010a9bb8c");
    private static final List<FlowStatus> STATUSES =
            List.of(
                    FlowStatus.INACTIVE,
                    FlowStatus.INACTIVE,
                    FlowStatus.STARTING,
                    FlowStatus.ACTIVE,
                    FlowStatus.STOPPING,
                    FlowStatus.NULL,
                    FlowStatus.of("odd"));
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
        FlowStore memory = new MemoryFlowStore();
        try (PostgresDatabase database = flows.database()) {
            flows.server().run(OpenPostgresFlows.EMPTY);
            FlowStore postgres = new PostgresFlowStore(database, any(chance, FEW));
            for (int step = 0; step < 60; step++) {
                long turn = chance.nextLong();
                assertEquals(
                        change(memory, new Random(turn), step),
                        change(postgres, new Random(turn), step));
                if (step % 5 == 4) {
                    assertCountsAreRight(database);
                    for (int i = 0; i < 12; i++) {
                        FlowQuery query = query(chance);
                        assertEquals(
                                memory.list(query).toString(),
                                postgres.list(query).toString(),
                                query::toString);
                    }
                    assertPicksAgree(memory, postgres);
                }
            }
            removeAll(postgres);
            assertNothingIsLeft(database);
        }
    }

    private static <T> T any(Random chance, List<T> values) {
        return values.get(chance.nextInt(values.size()));
    }

    private static String change(FlowStore store, Random chance, int step) {
        int number = chance.nextInt(FLOWS);
        Visibility visibility = visibility(chance);
        Flow other = flow(number, chance, step);
        int kind = chance.nextInt(10);
        return store.find(SampleFlows.id(number), SampleFlows.ALL).isEmpty()
                ? insert(store, other)
                : store.change(
                                SampleFlows.id(number),
                                visibility,
                                flow -> decide(kind, flow, other))
                        .orElse("not seen");
    }

    private static String insert(FlowStore store, Flow flow) {
        store.insert(flow, SampleFlows.events("e" + flow.updatedAt()));
        return "inserted";
    }

    private static Decision<String> decide(int kind, Flow flow, Flow other) {
        Flow next =
                switch (kind) {
                    case 0, 1, 2 -> flow.defined(other.definition(), other.updatedAt());
                    case 3, 4, 5 -> flow.running(other.run(), other.updatedAt());
                    case 6 ->
                            flow.defined(other.definition(), other.updatedAt())
                                    .running(other.run(), other.updatedAt());
                    default -> flow;
                };
        return kind >= 8
                ? Decision.remove("removed", List.of())
                : Decision.put("put " + kind, next, List.of());
    }

    private static Flow flow(int number, Random chance, int step) {
        ObjectNode members = Json.object();
        if (chance.nextInt(8) > 0) {
            members.put("name", any(chance, NAMES));
        }
        members.put("description", any(chance, NAMES)).put("type", any(chance, TYPES));
        members.put("fromTemplate", any(chance, TEMPLATES));
        for (String owner : owners(chance)) {
            members.withArray("owners").addObject().put("id", owner).put("type", "user");
        }
        Flow flow = SampleFlows.flow(number, FlowDefinition.of(members));
        Flow running =
                SampleFlows.in(
                        any(chance, STATUSES),
                        flow,
                        SampleFlows.NOON.plusMillis(chance.nextInt(9)));
        return new Flow(
                flow.id(),
                flow.definition(),
                running.run(),
                SampleFlows.NOON.plusMillis(chance.nextInt(4)),
                SampleFlows.NOON.plusMillis(step / 3),
                SampleFlows.NOON.plusMillis(step));
    }

    private static Set<String> owners(Random chance) {
        Set<String> owners = new HashSet<>();
        for (int i = chance.nextInt(4); i > 0; i--) {
            owners.add(any(chance, OWNERS));
        }
        return owners;
    }

    private static Visibility visibility(Random chance) {
        return chance.nextInt(4) == 0 ? SampleFlows.ALL : new Visibility.OwnedBy(owners(chance));
    }

    private static FlowQuery query(Random chance) {
        FlowStatus status = any(chance, STATUSES);
        return new FlowQuery(
                visibility(chance),
                chance.nextInt(3) == 0 ? any(chance, OWNERS) : "",
                chance.nextInt(2) == 0 ? status.text() : "",
                chance.nextInt(2) == 0 ? any(chance, TYPES) : "",
                any(chance, TEMPLATES),
                any(chance, SEARCHES),
                any(chance, List.of(Sort.values())),
                chance.nextBoolean(),
                chance.nextInt(3) == 0 ? chance.nextInt(6) : 0,
                1 + chance.nextInt(FLOWS));
    }

    private static void assertPicksAgree(FlowStore memory, FlowStore postgres) {
        for (String owner : OWNERS) {
            assertEquals(memory.ownedBy(owner, "", 5), postgres.ownedBy(owner, "", 5));
        }
        for (FlowStatus status : STATUSES) {
            Set<FlowStatus> states = Set.of(status);
            assertEquals(
                    memory.withoutOwners(states, "", 5), postgres.withoutOwners(states, "", 5));
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

    private static void removeAll(FlowStore store) {
        for (int number = 0; number < FLOWS; number++) {
            var _ =
                    store.change(
                            SampleFlows.id(number),
                            SampleFlows.ALL,
                            _ -> Decision.remove("", List.of()));
        }
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
