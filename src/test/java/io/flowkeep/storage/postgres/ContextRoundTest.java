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
import io.flowkeep.testing.Generator;
import io.flowkeep.testing.Property;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Changes made in one round come to what they come to one after the other. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("neighbours")
@SuppressWarnings("NullAway.Init") // set before the first test
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

    @BeforeAll
    static void prepare() throws Exception {
        server = OwnPostgres.create();
        database = server.open();
        database.prepare(PostgresSchema.CONTEXT);
    }

    @AfterAll
    static void drop() throws Exception {
        database.close();
        server.close();
    }

    private static Generator<List<Change>> rounds() {
        Generator<String> scopes = Generator.of("global", "f", "s".repeat(300));
        Generator<List<String>> names =
                Generator.of("a", "b", "c", "n".repeat(220))
                        .list(3)
                        .map(list -> list.stream().distinct().toList());
        Generator<Change> changes =
                chance ->
                        new Change(
                                chance.nextInt(2),
                                scopes.next(chance),
                                chance.nextInt(4) == 0,
                                names.next(chance),
                                names.next(chance));
        return changes.list(1, 8);
    }

    @Test
    void a_round_is_as_good_as_its_changes_one_by_one() {
        Property.check(100, rounds().list(5), ContextRoundTest::play);
    }

    private static void play(List<List<Change>> rounds) {
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
