package io.flowkeep.storage.memory;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.context.ScopeSize;
import io.flowkeep.context.ScopeState;
import io.flowkeep.ids.ProjectId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Context in memory, one change or read at a time. Safe for concurrent use. */
public final class MemoryContextStore implements ContextStore {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ProjectId, Project> projects = new HashMap<>();
    private long lastId;

    /** An empty store. */
    public MemoryContextStore() {}

    /** A project's scopes by id and what they hold. Guarded by the store's lock. */
    private static final class Project {
        private final TreeMap<Long, Kept> scopes = new TreeMap<>();
        private long characters;

        @Nullable Kept find(Scope scope) {
            return scopes.values().stream()
                    .filter(kept -> kept.scope.equals(scope))
                    .findFirst()
                    .orElse(null);
        }

        void delete(Kept kept) {
            scopes.remove(kept.id);
            characters -= kept.size.characters();
        }
    }

    /** One scope. Guarded by the store's lock. */
    private static final class Kept {
        private final long id;
        private final Scope scope;
        private final Map<String, String> values = new LinkedHashMap<>();
        private ScopeSize size = ScopeSize.NOTHING;

        Kept(long id, Scope scope) {
            this.id = id;
            this.scope = scope;
        }
    }

    @Override
    public <O> O change(ProjectId project, Scope scope, Set<String> names, Decider<O> decider) {
        lock.lock();
        try {
            Project held = projects.computeIfAbsent(project, _ -> new Project());
            Kept kept = held.find(scope);
            ScopeState state =
                    kept == null
                            ? new ScopeState(false, Map.of(), ScopeSize.NOTHING, held.characters)
                            : new ScopeState(true, among(kept, names), kept.size, held.characters);
            Decision<O> decision = decider.decide(state);
            apply(
                    held,
                    kept == null ? new Kept(lastId + 1, scope) : kept,
                    state,
                    decision.change());
            return decision.outcome();
        } finally {
            lock.unlock();
        }
    }

    private void apply(Project held, Kept kept, ScopeState state, ScopeChange change) {
        switch (change) {
            case ScopeChange.Nothing _ -> {
                return;
            }
            case ScopeChange.Some(var removed, var put) -> {
                removed.forEach(kept.values::remove);
                kept.values.putAll(put);
            }
            case ScopeChange.Whole(var values) -> {
                kept.values.clear();
                kept.values.putAll(values);
            }
        }
        ScopeSize size = state.sizeAfter(change);
        held.characters += size.characters() - kept.size.characters();
        kept.size = size;
        if (size.equals(ScopeSize.NOTHING)) {
            held.scopes.remove(kept.id);
        } else {
            held.scopes.put(kept.id, kept);
            lastId = Math.max(lastId, kept.id);
        }
    }

    private static Map<String, String> among(Kept kept, Set<String> names) {
        Map<String, String> values = new HashMap<>(kept.values);
        values.keySet().retainAll(names);
        return values;
    }

    @Override
    public Optional<Map<String, String>> values(ProjectId project, Scope scope, Set<String> names) {
        lock.lock();
        try {
            return Optional.ofNullable(held(project).find(scope)).map(kept -> among(kept, names));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> names(ProjectId project, Scope scope) {
        lock.lock();
        try {
            Kept kept = held(project).find(scope);
            return kept == null ? List.of() : List.copyOf(kept.values.keySet());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Page page(ProjectId project, long afterId, int limit, long maxCharacters) {
        lock.lock();
        try {
            Project held = held(project);
            List<StoredScope> page = new ArrayList<>();
            long characters = 0;
            for (Kept kept : held.scopes.tailMap(afterId, false).values()) {
                characters += kept.size.characters();
                boolean tooLarge = !page.isEmpty() && characters > maxCharacters;
                if (tooLarge || page.size() == limit) {
                    return new Page(held.scopes.size(), page, tooLarge);
                }
                page.add(new StoredScope(kept.id, kept.scope, new LinkedHashMap<>(kept.values)));
            }
            return new Page(held.scopes.size(), page, false);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void delete(ProjectId project, Scope scope) {
        lock.lock();
        try {
            Project held = held(project);
            Kept kept = held.find(scope);
            if (kept != null) {
                held.delete(kept);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clean(ProjectId project, Predicate<Scope> keep) {
        lock.lock();
        try {
            Project held = held(project);
            List.copyOf(held.scopes.values()).stream()
                    .filter(kept -> !keep.test(kept.scope))
                    .forEach(held::delete);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long characters(ProjectId project) {
        lock.lock();
        try {
            return held(project).characters;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long recount(ProjectId project) {
        lock.lock();
        try {
            return held(project).scopes.values().stream()
                    .mapToLong(kept -> ScopeSize.of(kept.values).characters())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<ProjectId> projects(String after, int limit) {
        lock.lock();
        try {
            return projects.entrySet().stream()
                    .filter(entry -> !entry.getValue().scopes.isEmpty())
                    .map(Map.Entry::getKey)
                    .filter(project -> compareBytes(project.text(), after) > 0)
                    .sorted((a, b) -> compareBytes(a.text(), b.text()))
                    .limit(limit)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private static int compareBytes(String left, String right) {
        return Arrays.compareUnsigned(
                left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    private Project held(ProjectId project) {
        return projects.getOrDefault(project, new Project());
    }
}
