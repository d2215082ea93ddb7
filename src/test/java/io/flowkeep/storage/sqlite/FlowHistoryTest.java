package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.faults.Durability;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Random histories: SQLite lists what memory lists, and its counts are what a recount finds. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowHistoryTest {
    private static final int FLOWS = 14;
    private static final List<String> OWNERS = List.of("u1", "u2", "t1", "t2", "u\"3");
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
                    "Stra\u00dfe");
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
                    "TRASS");
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
    private static final List<FlowTuning> TUNINGS =
            List.of(
                    FlowTuning.USUAL,
                    new FlowTuning(0, 1, 1, 1),
                    new FlowTuning(3, 4, 2, 400),
                    new FlowTuning(0, 4, 1, 100_000),
                    new FlowTuning(1_000, 3, 1, 150));

    private static Path folder = Path.of("");
    private static Path empty = Path.of("");

    @BeforeAll
    static void migrateOnce() throws IOException {
        folder = Files.createTempDirectory("flow-history");
        empty = folder.resolve("empty.db");
        SqliteDatabase.open(empty, SqliteSchema.FLOWS, SqliteSettings.durable()).close();
    }

    @AfterAll
    static void cleanUp() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void stores_agree_and_counts_are_right() {
        Property.check(25, RandomGenerator::nextLong, FlowHistoryTest::play);
    }

    private static void play(long seed) {
        Random chance = new Random(seed);
        FlowStore memory = new MemoryFlowStore();
        try (SqliteDatabase database = copy()) {
            FlowStore sqlite = new SqliteFlowStore(database, any(chance, TUNINGS));
            for (int step = 0; step < 60; step++) {
                long turn = chance.nextLong();
                assertEquals(
                        change(memory, new Random(turn), step),
                        change(sqlite, new Random(turn), step));
                if (step % 5 == 4) {
                    assertCountsAreRight(database);
                    for (int i = 0; i < 12; i++) {
                        FlowQuery query = query(chance);
                        assertEquals(
                                memory.list(query).toString(),
                                sqlite.list(query).toString(),
                                query::toString);
                    }
                    assertPicksAgree(memory, sqlite);
                }
            }
            removeAll(sqlite);
            assertNothingIsLeft(database);
        }
    }

    private static SqliteDatabase copy() {
        try {
            Path file = Files.createTempFile(folder, "copy", ".db");
            Files.write(file, Files.readAllBytes(empty));
            return SqliteDatabase.open(
                    file, SqliteSchema.FLOWS, SqliteSettings.durable().with(Durability.OS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    private static void assertPicksAgree(FlowStore memory, FlowStore sqlite) {
        for (String owner : OWNERS) {
            assertEquals(memory.ownedBy(owner, "", 5), sqlite.ownedBy(owner, "", 5));
        }
        for (FlowStatus status : STATUSES) {
            Set<FlowStatus> states = Set.of(status);
            assertEquals(memory.withoutOwners(states, "", 5), sqlite.withoutOwners(states, "", 5));
        }
    }

    private static void assertCountsAreRight(SqliteDatabase database) {
        assertEquals(
                rows(
                        database,
                        "SELECT list, status, type, count(*) FROM list_entries"
                                + " GROUP BY list, status, type ORDER BY list, status, type"),
                rows(
                        database,
                        "SELECT list, status, type, n FROM list_counts WHERE n > 0"
                                + " ORDER BY list, status, type"));
        assertEquals(
                rows(
                        database,
                        "SELECT f.owner_set, e.status, e.type, count(*) FROM list_entries e"
                                + " JOIN flows f ON f.flow = e.flow WHERE e.list = 0"
                                + " GROUP BY f.owner_set, e.status, e.type ORDER BY 1, 2, 3"),
                rows(
                        database,
                        "SELECT owner_set, status, type, n FROM owner_set_counts WHERE n > 0"
                                + " ORDER BY 1, 2, 3"));
        assertEquals(
                rows(
                        database,
                        "SELECT l.id, (SELECT count(*) FROM owner_set_lists m"
                                + " WHERE m.list = l.id), l.indexed, 0 FROM lists l ORDER BY 1"),
                rows(database, "SELECT id, sets, indexed, 0 FROM lists ORDER BY 1"));
        assertEquals(
                List.of(),
                rows(
                        database,
                        "SELECT e.list, e.flow, e.indexed, l.indexed FROM list_entries e"
                                + " JOIN lists l ON l.id = e.list"
                                + " WHERE e.indexed <> l.indexed"));
        assertEquals(
                rows(
                        database,
                        "SELECT flow, 0, 0, 0 FROM flow_texts WHERE indexed = 1 UNION ALL SELECT"
                                + " flow, 0, 0, 0 FROM flow_search_stale ORDER BY 1"),
                rows(database, "SELECT id, 0, 0, 0 FROM flow_search_docsize ORDER BY 1"));
    }

    private static List<String> rows(SqliteDatabase database, String sql) {
        return database.read(session ->
                session.list(
                        sql,
                        row ->
                                row.getLong(1)
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

    private static void assertNothingIsLeft(SqliteDatabase database) {
        assertCountsAreRight(database);
        for (String table :
                List.of(
                        "flows",
                        "definitions",
                        "runs",
                        "flow_texts",
                        "list_entries",
                        "owner_sets",
                        "owner_set_lists",
                        "owner_set_counts")) {
            assertEquals(
                    List.of("0 0 0 0"),
                    rows(database, "SELECT count(*), 0, 0, 0 FROM " + table),
                    table);
        }
        assertEquals(List.of("2 0 0 0"), rows(database, "SELECT count(*), 0, 0, 0 FROM lists"));
    }
}
