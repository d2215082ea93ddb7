package io.flowkeep.storage;

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
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Random histories of flows, in which a store must tell the same as memory. Immutable. */
public final class FlowHistory {
    private static final int FLOWS = 14;
    private static final int STEPS = 60;
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

    private final List<String> owners;
    private final List<String> names;
    private final List<String> searches;

    private FlowHistory(List<String> owners, List<String> names, List<String> searches) {
        this.owners = owners;
        this.names = names;
        this.searches = searches;
    }

    /** Of words that every store keeps as they are. */
    public static FlowHistory usual() {
        return new FlowHistory(OWNERS, NAMES, SEARCHES);
    }

    /** With more of them. */
    public FlowHistory with(String owner, List<String> moreNames, List<String> moreSearches) {
        return new FlowHistory(
                joined(owners, List.of(owner)),
                joined(names, moreNames),
                joined(searches, moreSearches));
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /**
     * Plays a history on an empty store and on memory, and removes all in the end.
     *
     * @param countsAreRight looks behind the store, now and then
     */
    public void play(Random chance, FlowStore store, Runnable countsAreRight) {
        FlowStore memory = new MemoryFlowStore();
        for (int step = 0; step < STEPS; step++) {
            long turn = chance.nextLong();
            assertEquals(
                    change(memory, new Random(turn), step), change(store, new Random(turn), step));
            if (step % 5 == 4) {
                countsAreRight.run();
                for (int i = 0; i < 12; i++) {
                    FlowQuery query = query(chance);
                    assertEquals(
                            memory.list(query).toString(),
                            store.list(query).toString(),
                            query::toString);
                }
                assertPicksAgree(memory, store);
            }
        }
        removeAll(store);
    }

    /** Any of several. */
    public static <T> T any(Random chance, List<T> values) {
        return values.get(chance.nextInt(values.size()));
    }

    private String change(FlowStore store, Random chance, int step) {
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

    private Flow flow(int number, Random chance, int step) {
        ObjectNode members = Json.object();
        if (chance.nextInt(8) > 0) {
            members.put("name", any(chance, names));
        }
        members.put("description", any(chance, names)).put("type", any(chance, TYPES));
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

    private Set<String> owners(Random chance) {
        Set<String> some = new HashSet<>();
        for (int i = chance.nextInt(4); i > 0; i--) {
            some.add(any(chance, owners));
        }
        return some;
    }

    private Visibility visibility(Random chance) {
        return chance.nextInt(4) == 0 ? SampleFlows.ALL : new Visibility.OwnedBy(owners(chance));
    }

    private FlowQuery query(Random chance) {
        FlowStatus status = any(chance, STATUSES);
        return new FlowQuery(
                visibility(chance),
                chance.nextInt(3) == 0 ? any(chance, owners) : "",
                chance.nextInt(2) == 0 ? status.text() : "",
                chance.nextInt(2) == 0 ? any(chance, TYPES) : "",
                any(chance, TEMPLATES),
                any(chance, searches),
                any(chance, List.of(Sort.values())),
                chance.nextBoolean(),
                chance.nextInt(3) == 0 ? chance.nextInt(6) : 0,
                1 + chance.nextInt(FLOWS));
    }

    private void assertPicksAgree(FlowStore memory, FlowStore store) {
        for (String owner : owners) {
            assertEquals(memory.ownedBy(owner, "", 5), store.ownedBy(owner, "", 5));
        }
        for (FlowStatus status : STATUSES) {
            Set<FlowStatus> states = Set.of(status);
            assertEquals(memory.withoutOwners(states, "", 5), store.withoutOwners(states, "", 5));
        }
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
}
