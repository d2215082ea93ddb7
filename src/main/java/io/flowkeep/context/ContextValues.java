package io.flowkeep.context;

import io.flowkeep.context.ContextStore.Decision;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.json.Json;
import io.flowkeep.json.MemberOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads and changes context by keys that may reach into values. Safe for concurrent use.
 *
 * <p>The top-level names that a key touches are known from its text alone, those of its cross
 * references included. So a store is asked for exactly these values, decides under its lock and
 * writes exactly what changed: setting one key of a large scope costs that key.
 */
public final class ContextValues {
    /**
     * How far past its end an array may be set. One index is one small request, but the elements in
     * between are stored: without a bound {@code big[4000000000]} would fill the disk.
     */
    public static final int MAX_INDEX_GAP = 10_000;

    /** A page of a listing ends near this many characters; clients go on from its cursor. */
    static final long PAGE_CHARACTERS = 8 << 20;

    /** The most scopes on a page, for the same reason. */
    static final int PAGE_SCOPES = 10_000;

    private final ContextStore store;

    public ContextValues(ContextStore store) {
        this.store = store;
    }

    /** A part of a listing, and where the next one starts if there may be one. */
    public sealed interface Listing {
        /** All scopes of the project, on this page or not. */
        long count();

        /** The scopes on this page, by id. */
        List<ContextStore.StoredScope> scopes();

        /** There may be more after this cursor. */
        record Part(long count, List<ContextStore.StoredScope> scopes, long nextCursor)
                implements Listing {}

        /** There is no more. */
        record Last(long count, List<ContextStore.StoredScope> scopes) implements Listing {}
    }

    /** Reads values; keys are looked at only if the scope is there. */
    public ContextOutcome.Read read(ProjectId project, Scope scope, List<String> keys) {
        List<KeyPath.Parsed> parsed = keys.stream().map(KeyPath::parse).toList();
        Set<String> names = new HashSet<>();
        for (KeyPath.Parsed each : parsed) {
            if (each instanceof KeyPath.Parsed.Path(var path)) {
                path.addRoots(names);
            }
        }
        Optional<Map<String, String>> values = store.values(project, scope, names);
        return values.isEmpty()
                ? new ContextOutcome.NoScope()
                : readings(keys, parsed, new Reader(values.get()));
    }

    private static ContextOutcome.Read readings(
            List<String> keys, List<KeyPath.Parsed> parsed, Reader reader) {
        List<ContextOutcome.Reading> readings = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            switch (parsed.get(i)) {
                case KeyPath.Parsed.Invalid(var reason) -> {
                    return new ContextOutcome.BadKey(reason);
                }
                case KeyPath.Parsed.Path(var path) -> {
                    try {
                        readings.add(reader.read(keys.get(i), path));
                    } catch (InvalidKey e) {
                        return new ContextOutcome.BadKey(e.reason());
                    }
                }
            }
        }
        return new ContextOutcome.Values(readings);
    }

    /** Makes all assignments or none. */
    public ContextOutcome.Write set(
            ProjectId project, Scope scope, List<Assignment> assignments, ContextQuota quota) {
        Set<String> names = new HashSet<>();
        assignments.forEach(assignment -> assignment.path().addRoots(names));
        return store.change(project, scope, names, state -> decideSet(state, assignments, quota));
    }

    private static Decision<ContextOutcome.Write> decideSet(
            ScopeState state, List<Assignment> assignments, ContextQuota quota) {
        ScopeEdit edit = new ScopeEdit(state.values());
        try {
            if (!quota.equals(ContextQuota.NONE)
                    && quota.refuses(edit.growth(assignments), state.projectCharacters())) {
                return refused(new ContextOutcome.OverQuota(quota.limit()));
            }
            edit.apply(assignments);
            return new Decision<>(new ContextOutcome.Done(), edit.change());
        } catch (InvalidKey e) {
            return refused(new ContextOutcome.BadKey(e.reason()));
        }
    }

    /** Replaces all values of a scope; no assignments delete it. */
    public ContextOutcome.Write replace(
            ProjectId project, Scope scope, List<Assignment> assignments, ContextQuota quota) {
        ScopeEdit edit = new ScopeEdit(Map.of());
        long added = ScopeEdit.added(assignments);
        try {
            edit.apply(assignments);
            ScopeChange change = new ScopeChange.Whole(edit.texts());
            return store.change(
                    project,
                    scope,
                    Set.of(),
                    state ->
                            quota.refuses(added - state.size().units(), state.projectCharacters())
                                    ? refused(new ContextOutcome.OverQuota(quota.limit()))
                                    : new Decision<>(new ContextOutcome.Done(), change));
        } catch (InvalidKey e) {
            return new ContextOutcome.BadKey(e.reason());
        }
    }

    private static Decision<ContextOutcome.Write> refused(ContextOutcome.Write outcome) {
        return new Decision<>(outcome, new ScopeChange.Nothing());
    }

    /** The top-level names of a scope in JavaScript's order; none if it is not there. */
    public List<String> keys(ProjectId project, Scope scope) {
        return store.names(project, scope).stream().sorted(MemberOrder.INDEXES_FIRST).toList();
    }

    /**
     * Lists a project's scopes after a cursor.
     *
     * @param limit the most scopes wanted, at least 1
     */
    public Listing list(ProjectId project, long cursor, int limit) {
        int bounded = Math.min(limit, PAGE_SCOPES);
        ContextStore.Page page = store.page(project, cursor, bounded, PAGE_CHARACTERS);
        boolean more = page.cut() || page.scopes().size() == bounded;
        return more
                ? new Listing.Part(page.count(), page.scopes(), page.scopes().getLast().id())
                : new Listing.Last(page.count(), page.scopes());
    }

    /** Deletes a scope, if it is there. */
    public void delete(ProjectId project, Scope scope) {
        store.delete(project, scope);
    }

    /** Deletes the scopes of all flows and nodes but the named ones; global stays. */
    public void clean(ProjectId project, Set<String> activeIds) {
        store.clean(
                project,
                scope -> scope.isGlobal() || activeIds.stream().anyMatch(scope::belongsTo));
    }

    /** Reads from stored values; a whole value is handed on as it is. One read only. */
    private static final class Reader {
        private final Map<String, String> stored;
        private final Map<String, JsonNode> parsed = new HashMap<>();

        Reader(Map<String, String> stored) {
            this.stored = stored;
        }

        ContextOutcome.Reading read(String key, KeyPath path) throws InvalidKey {
            if (path.parts().size() == 1) {
                String text = stored.get(path.root());
                return text == null
                        ? new ContextOutcome.Absent(key)
                        : new ContextOutcome.Present(key, Json.written(text));
            }
            Optional<JsonNode> value = Step.read(path, this::find);
            return value.isEmpty()
                    ? new ContextOutcome.Absent(key)
                    : new ContextOutcome.Present(key, value.get());
        }

        private Optional<JsonNode> find(String name) {
            String text = stored.get(name);
            return text == null
                    ? Optional.empty()
                    : Optional.of(parsed.computeIfAbsent(name, _ -> ScopeEdit.read(text)));
        }
    }
}
