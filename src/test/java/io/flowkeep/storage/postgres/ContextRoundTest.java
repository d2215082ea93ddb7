package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextStore.Decider;
import io.flowkeep.context.ContextStore.Decision;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.ContextHistory;
import io.flowkeep.storage.memory.MemoryContextStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Changes made in one round come to what they come to one after the other. */
@Tag("neighbours")
@SuppressWarnings("NullAway.Init") // jqwik sets the fields before the first try
final class ContextRoundTest {
    private static OwnPostgres server;
    private static PostgresDatabase database;

    /** A change; an empty one of the whole deletes the scope. */
    record Change(
            int project, String scope, boolean whole, List<String> removed, List<String> put) {

        ScopeChange made(int number) {
            Map<String, String> values = new LinkedHashMap<>();
            put.forEach(name -> values.put(name, String.valueOf(number)));
            return whole
                    ? new ScopeChange.Whole(values)
                    : new ScopeChange.Some(Set.copyOf(removed), values);
        }

        Set<String> names() {
            List<String> names = new ArrayList<>(removed);
            names.addAll(put);
            return whole ? Set.of() : Set.copyOf(names);
        }

        Decider<String> decider(int number) {
            return state ->
                    new Decision<>(
                            state.exists()
                                    + " "
                                    + new TreeMap<>(state.values())
                                    + state.size()
                                    + state.projectCharacters(),
                            made(number));
        }
    }

    @BeforeContainer
    static void prepare() throws Exception {
        server = OwnPostgres.create();
        database = server.open();
        database.prepare(PostgresSchema.CONTEXT);
    }

    @AfterContainer
    static void drop() throws Exception {
        database.close();
        server.close();
    }

    @Provide
    static Arbitrary<List<List<Change>>> rounds() {
        Arbitrary<List<String>> names =
                Arbitraries.of("a", "b", "c", "n".repeat(220)).list().uniqueElements().ofMaxSize(3);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.of("global", "f", "s".repeat(300)),
                        Arbitraries.frequencyOf(
                                Tuple.of(3, Arbitraries.just(false)),
                                Tuple.of(1, Arbitraries.just(true))),
                        names,
                        names)
                .as(Change::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .list()
                .ofMaxSize(5);
    }

    @Property(tries = 100)
    void a_round_is_as_good_as_its_changes_one_by_one(@ForAll("rounds") List<List<Change>> rounds) {
        List<ProjectId> projects =
                List.of(
                        new ProjectId("p-" + UUID.randomUUID()),
                        new ProjectId("q-" + UUID.randomUUID()));
        ContextStore memory = new MemoryContextStore();
        ContextStore postgres =
                new PostgresContextStore(database, InstantSource.fixed(Instant.EPOCH));
        for (List<Change> changes : rounds) {
            List<String> expected = new ArrayList<>();
            List<QueuedChange<String>> works = new ArrayList<>();
            for (Change change : changes) {
                ProjectId project = projects.get(change.project());
                Scope scope = Scope.parse(change.scope());
                Decider<String> decider = change.decider(expected.size());
                expected.add(memory.change(project, scope, change.names(), decider));
                works.add(new QueuedChange<>(project, scope, change.names(), decider));
            }
            assertEquals(expected, run(works));
            for (ProjectId project : projects) {
                assertEquals(
                        ContextHistory.shown(memory, project),
                        ContextHistory.shown(postgres, project));
                assertEquals(postgres.recount(project), postgres.characters(project));
            }
        }
    }

    private static List<String> run(List<QueuedChange<String>> works) {
        ContextRound round =
                database.read(session -> ContextRound.read(session, List.copyOf(works)));
        round.decide();
        assertEquals(List.of(), round.postponed());
        var _ = database.write(session -> round.save(session, 0));
        works.forEach(QueuedChange::finish);
        return works.stream().map(QueuedChange::await).toList();
    }
}
