package io.flowkeep.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.context.ContextStore.Decision;
import io.flowkeep.context.ContextStore.Page;
import io.flowkeep.context.ContextStore.StoredScope;
import io.flowkeep.ids.ProjectId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every driver promises. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class ContextStoreContract {
    protected static final ProjectId P1 = new ProjectId("p1");
    protected static final ProjectId P2 = new ProjectId("p2");
    protected static final Scope GLOBAL = Scope.parse("global");
    protected static final Scope FLOW = Scope.parse("f1");

    /** A fresh, empty store; closing it is the driver test's business. */
    protected abstract ContextStore open() throws Exception;

    /** Puts values in their order. */
    protected static void put(
            ContextStore store, ProjectId project, Scope scope, Map<String, String> values) {
        change(store, project, scope, values.keySet(), new ScopeChange.Some(Set.of(), values));
    }

    private static void change(
            ContextStore store,
            ProjectId project,
            Scope scope,
            Set<String> names,
            ScopeChange change) {
        boolean _ = store.<Boolean>change(project, scope, names, _ -> new Decision<>(true, change));
    }

    protected static Map<String, String> ordered(String... namesAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return values;
    }

    private static Page page(ContextStore store, ProjectId project) {
        return store.page(project, 0, 1000, Long.MAX_VALUE);
    }

    private static void assertCounted(ContextStore store, ProjectId project) {
        assertEquals(store.recount(project), store.characters(project));
    }

    @Test
    final void values_come_back_as_they_were_given() throws Exception {
        ContextStore store = open();
        String odd = "{\"a\":[1,null,\"\u2603\ud83d\ude00\\ud800\\u0000\"]}";
        put(store, P1, GLOBAL, ordered("k", odd, "n", "null"));
        assertEquals(
                Optional.of(Map.of("k", odd, "n", "null")),
                store.values(P1, GLOBAL, Set.of("k", "n", "absent")));
        assertEquals(Optional.of(Map.of("k", odd)), store.values(P1, GLOBAL, Set.of("k")));
        assertEquals(Optional.of(Map.of()), store.values(P1, GLOBAL, Set.of("absent")));
        assertEquals(Optional.of(Map.of()), store.values(P1, GLOBAL, Set.of()));
    }

    @Test
    final void any_text_is_a_name() throws Exception {
        ContextStore store = open();
        List<String> names =
                List.of("", "a\"b", "\ud800", "?", "\u0000", "\\", "__proto__", "K", "k", "\u00e9");
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), String.valueOf(i));
        }
        put(store, P1, FLOW, values);
        assertEquals(names, store.names(P1, FLOW));
        assertEquals(Optional.of(values), store.values(P1, FLOW, new HashSet<>(names)));
        assertCounted(store, P1);
    }

    @Test
    final void a_missing_scope_is_not_an_empty_one() throws Exception {
        ContextStore store = open();
        assertEquals(Optional.empty(), store.values(P1, GLOBAL, Set.of("k")));
        assertEquals(Optional.empty(), store.values(P1, GLOBAL, Set.of("k", "l")));
        assertEquals(List.of(), store.names(P1, GLOBAL));
        assertEquals(0, store.characters(P1));
        store.delete(P1, GLOBAL);
        assertEquals(new Page(0, List.of(), false), page(store, P1));
    }

    @Test
    final void another_project_sees_and_counts_nothing() throws Exception {
        ContextStore store = open();
        put(store, P1, GLOBAL, ordered("k", "1"));
        assertEquals(Optional.empty(), store.values(P2, GLOBAL, Set.of("k")));
        assertEquals(0, store.characters(P2));
        store.clean(P2, _ -> false);
        store.delete(P2, GLOBAL);
        assertEquals(7, store.characters(P1));
        assertEquals(1, page(store, P1).count());
        assertEquals(0, page(store, P2).count());
    }

    @Test
    final void a_decision_sees_the_state_it_changes() throws Exception {
        ContextStore store = open();
        put(store, P1, GLOBAL, ordered("k", "1", "l", "2"));
        put(store, P1, FLOW, ordered("x", "\"\ud83d\ude00\""));
        ScopeState state =
                store.change(
                        P1,
                        FLOW,
                        Set.of("x", "y"),
                        seen -> new Decision<>(seen, new ScopeChange.Nothing()));
        assertTrue(state.exists());
        assertEquals(Map.of("x", "\"\ud83d\ude00\""), state.values());
        assertEquals(new ScopeSize(9, 10), state.size()); // {"x":"?"}
        assertEquals(9 + 13, state.projectCharacters());
    }

    @Test
    final void names_keep_their_place_until_they_are_removed() throws Exception {
        ContextStore store = open();
        put(store, P1, GLOBAL, ordered("a", "1", "b", "2", "c", "3"));
        put(store, P1, GLOBAL, ordered("c", "33", "a", "11", "d", "4"));
        assertEquals(List.of("a", "b", "c", "d"), store.names(P1, GLOBAL));
        change(
                store,
                P1,
                GLOBAL,
                Set.of("a", "b"),
                new ScopeChange.Some(Set.of("a", "b"), ordered("a", "9")));
        assertEquals(List.of("c", "d", "a"), store.names(P1, GLOBAL));
        assertCounted(store, P1);
    }

    @Test
    final void replacing_a_scope_takes_the_new_order_and_keeps_the_id() throws Exception {
        ContextStore store = open();
        put(store, P1, GLOBAL, ordered("a", "1", "b", "2"));
        long id = page(store, P1).scopes().getFirst().id();
        change(store, P1, GLOBAL, Set.of(), new ScopeChange.Whole(ordered("b", "3", "z", "4")));
        StoredScope stored = page(store, P1).scopes().getFirst();
        assertEquals(id, stored.id());
        assertEquals(List.of("b", "z"), List.copyOf(stored.values().keySet()));
        assertEquals("{'b':3,'z':4}".length(), store.characters(P1));
        assertCounted(store, P1);
    }

    @Test
    final void a_scope_without_values_goes() throws Exception {
        ContextStore store = open();
        put(store, P1, GLOBAL, ordered("a", "1"));
        change(store, P1, GLOBAL, Set.of("a"), new ScopeChange.Some(Set.of("a"), Map.of()));
        assertEquals(Optional.empty(), store.values(P1, GLOBAL, Set.of()));
        put(store, P1, GLOBAL, ordered("a", "1"));
        change(store, P1, GLOBAL, Set.of(), new ScopeChange.Whole(Map.of()));
        assertEquals(0, page(store, P1).count());
        assertEquals(0, store.characters(P1));
    }

    @Test
    final void a_failing_decision_changes_nothing() throws Exception {
        ContextStore store = open();
        put(store, P1, GLOBAL, ordered("a", "1"));
        assertThrows(
                IllegalStateException.class,
                () ->
                        store.change(
                                P1,
                                GLOBAL,
                                Set.of("a"),
                                _ -> {
                                    throw new IllegalStateException("decided not to");
                                }));
        assertEquals(Optional.of(Map.of("a", "1")), store.values(P1, GLOBAL, Set.of("a")));
    }

    @Test
    final void listings_go_on_from_a_cursor() throws Exception {
        ContextStore store = open();
        for (int i = 0; i < 5; i++) {
            put(store, P1, Scope.parse("f" + i), ordered("k", String.valueOf(i)));
            put(store, P2, Scope.parse("f" + i), ordered("k", "0"));
        }
        List<String> seen = new ArrayList<>();
        long cursor = 0;
        Page page = store.page(P1, cursor, 2, Long.MAX_VALUE);
        while (!page.scopes().isEmpty()) {
            assertEquals(5, page.count());
            assertTrue(page.scopes().size() <= 2);
            for (StoredScope stored : page.scopes()) {
                assertTrue(stored.id() > cursor);
                cursor = stored.id();
                seen.add(stored.scope().shown() + stored.values());
            }
            page = store.page(P1, cursor, 2, Long.MAX_VALUE);
        }
        assertEquals(List.of("f0{k=0}", "f1{k=1}", "f2{k=2}", "f3{k=3}", "f4{k=4}"), seen);
        assertEquals(List.of(), store.page(P1, Long.MAX_VALUE, 10, 10).scopes());
    }

    @Test
    final void a_page_ends_where_it_would_get_too_large() throws Exception {
        ContextStore store = open();
        for (int i = 0; i < 4; i++) {
            put(store, P1, Scope.parse("f" + i), ordered("k", "1")); // 7 characters each
        }
        Page two = store.page(P1, 0, 10, 15);
        assertEquals(2, two.scopes().size());
        assertTrue(two.cut());
        Page one = store.page(P1, 0, 10, 1);
        assertEquals(1, one.scopes().size());
        assertTrue(one.cut());
    }

    @Test
    final void ids_are_never_used_again() throws Exception {
        ContextStore store = open();
        put(store, P1, GLOBAL, ordered("a", "1"));
        put(store, P1, FLOW, ordered("a", "1"));
        long last = page(store, P1).scopes().getLast().id();
        store.clean(P1, _ -> false);
        put(store, P1, FLOW, ordered("a", "1"));
        assertTrue(page(store, P1).scopes().getFirst().id() > last);
    }

    @Test
    final void projects_come_in_the_order_of_their_bytes_and_page_by_page() throws Exception {
        ContextStore store = open();
        List<String> ordered =
                List.of("A", "P1", "a b", "p1", "p10", "p2", "\uff5e", "\ud83d\ude00");
        for (String name : ordered.reversed()) {
            put(store, new ProjectId(name), GLOBAL, ordered("a", "1"));
            put(store, new ProjectId(name), FLOW, ordered("a", "1"));
        }
        List<String> read = new ArrayList<>();
        List<ProjectId> page = store.projects("", 3);
        while (!page.isEmpty()) {
            assertTrue(page.size() <= 3);
            page.forEach(project -> read.add(project.text()));
            page = store.projects(read.getLast(), 3);
        }
        assertEquals(ordered, read);
        assertEquals(List.of("p10"), texts(store.projects("p1", 1)));
        assertEquals(List.of("p2"), texts(store.projects("p11", 1)));
    }

    @Test
    final void a_project_without_scopes_is_not_among_the_projects() throws Exception {
        ContextStore store = open();
        assertEquals(List.of(), store.projects("", 10));
        put(store, P1, GLOBAL, ordered("a", "1"));
        put(store, P2, GLOBAL, ordered("a", "1"));
        store.delete(P1, GLOBAL);
        assertEquals(List.of(P2), store.projects("", 10));
        assertEquals(List.of(), store.projects(P2.text(), 10));
    }

    private static List<String> texts(List<ProjectId> projects) {
        return projects.stream().map(ProjectId::text).toList();
    }

    @Test
    final void cleaning_keeps_what_is_to_be_kept() throws Exception {
        ContextStore store = open();
        put(store, P1, GLOBAL, ordered("a", "1"));
        put(store, P1, FLOW, ordered("a", "22"));
        put(store, P1, Scope.parse("n1:f1"), ordered("a", "333"));
        store.clean(P1, scope -> scope.equals(FLOW));
        assertEquals(Optional.of(Map.of("a", "22")), store.values(P1, FLOW, Set.of("a")));
        assertEquals(1, page(store, P1).count());
        assertEquals(8, store.characters(P1));
        assertCounted(store, P1);
    }

    @Test
    final void all_changes_of_many_at_once_succeed() throws Exception {
        ContextStore store = open();
        int projects = 20;
        int changes = 25;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < projects * changes; i++) {
                ProjectId project = new ProjectId("p" + i % projects);
                running.add(threads.submit(() -> increment(store, project)));
            }
            for (Future<?> each : running) {
                var _ = each.get();
            }
        }
        for (int i = 0; i < projects; i++) {
            ProjectId project = new ProjectId("p" + i);
            assertEquals(
                    Optional.of(Map.of("n", String.valueOf(changes))),
                    store.values(project, GLOBAL, Set.of("n")));
            assertCounted(store, project);
        }
    }

    private static boolean increment(ContextStore store, ProjectId project) {
        return store.change(
                project,
                GLOBAL,
                Set.of("n"),
                state -> {
                    int number = Integer.parseInt(state.values().getOrDefault("n", "0")) + 1;
                    return new Decision<>(
                            true,
                            new ScopeChange.Some(Set.of(), Map.of("n", String.valueOf(number))));
                });
    }
}
