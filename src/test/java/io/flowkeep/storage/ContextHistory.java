package io.flowkeep.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.context.Assignment;
import io.flowkeep.context.ContextOutcome;
import io.flowkeep.context.ContextQuota;
import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextStore.Page;
import io.flowkeep.context.ContextValues;
import io.flowkeep.context.KeyPath;
import io.flowkeep.context.Scope;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import io.flowkeep.storage.memory.MemoryContextStore;
import io.flowkeep.testing.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Random histories of a project's context, for comparing drivers. */
public final class ContextHistory {
    private static final List<String> KEYS =
            List.of("a", "b", "10", "2", "a.x", "a.x.y", "b[0]", "b[3]", "b[1].z", "c['\u2603']");
    private static final List<String> VALUES =
            List.of(
                    "1",
                    "null",
                    "\"\ud83d\ude00\"",
                    "\"\"",
                    "{}",
                    "[1,2,3]",
                    "{\"x\":{\"y\":1}}",
                    "\"" + "long ".repeat(20) + "\"");

    private ContextHistory() {}

    /** One step; which of its parts count depends on the kind. */
    public record Step(int kind, String scope, List<String> keys, List<String> values) {}

    /** Any history. */
    public static Generator<List<Step>> histories() {
        Generator<String> scopes = Generator.of("global", "f", "n:f");
        Generator<List<String>> keys = Generator.of(KEYS).list(3);
        Generator<List<String>> values = Generator.of(VALUES).list(3, 3);
        Generator<Step> steps =
                chance ->
                        new Step(
                                chance.nextInt(10),
                                scopes.next(chance),
                                keys.next(chance),
                                values.next(chance));
        return steps.list(40);
    }

    /**
     * Plays one in a project of which nothing is stored: a store tells the same as memory, and its
     * counter is what a recount finds.
     */
    public static void play(ContextStore store, ProjectId project, List<Step> history)
            throws JsonSyntaxException {
        ContextStore memory = new MemoryContextStore();
        for (Step step : history) {
            assertEquals(run(memory, project, step), run(store, project, step));
            assertEquals(memory.recount(project), memory.characters(project));
            assertEquals(store.recount(project), store.characters(project));
            assertEquals(shown(memory, project), shown(store, project));
        }
    }

    /** Makes one step; gives what the client is told. */
    public static String run(ContextStore store, ProjectId project, Step step)
            throws JsonSyntaxException {
        ContextValues values = new ContextValues(store);
        Scope scope = Scope.parse(step.scope());
        ContextQuota quota = new ContextQuota(400);
        return switch (step.kind()) {
            case 0 -> {
                values.clean(project, Set.of("n"));
                yield "cleaned";
            }
            case 1 -> {
                values.delete(project, scope);
                yield "deleted";
            }
            case 2 -> text(values.replace(project, scope, puts(step), quota));
            case 3, 4 -> text(values.set(project, scope, removals(step), quota));
            case 5 -> String.valueOf(values.read(project, scope, step.keys()));
            default -> text(values.set(project, scope, puts(step), quota));
        };
    }

    private static String text(ContextOutcome.Write outcome) {
        return outcome.toString();
    }

    private static List<Assignment> puts(Step step) throws JsonSyntaxException {
        List<Assignment> puts = new ArrayList<>();
        for (int i = 0; i < step.keys().size(); i++) {
            puts.add(
                    new Assignment.Put(path(step.keys().get(i)), Json.parse(step.values().get(i))));
        }
        return puts;
    }

    private static List<Assignment> removals(Step step) {
        return step.keys().stream()
                .<Assignment>map(key -> new Assignment.Remove(path(key)))
                .toList();
    }

    private static KeyPath path(String key) {
        return switch (KeyPath.parse(key)) {
            case KeyPath.Parsed.Path(var path) -> path;
            case KeyPath.Parsed.Invalid(var reason) -> throw new IllegalArgumentException(reason);
        };
    }

    /** All that is stored, in its order, without the ids. */
    public static String shown(ContextStore store, ProjectId project) {
        Page page = store.page(project, 0, 100, Long.MAX_VALUE);
        List<String> scopes = new ArrayList<>();
        page.scopes().forEach(stored -> scopes.add(stored.scope() + "=" + stored.values()));
        return page.count() + " " + scopes;
    }
}
