package io.flowkeep.moving;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextStore.StoredScope;
import io.flowkeep.ids.ProjectId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Scopes from a store, project by project in the order of their ids. */
final class StoredScopes implements Source<ScopeRecord> {
    private static final int PROJECTS = 1_000;
    private static final int SCOPES = 200;
    private static final long PAGE_CHARACTERS = 4 << 20;
    private static final int AT_ONCE = 64;

    private final ContextStore store;
    private final Runnable closing;
    private final ScopeForm form = new ScopeForm();
    private final Deque<ProjectId> projects = new ArrayDeque<>();
    private final Deque<StoredScope> scopes = new ArrayDeque<>();
    private String lastProject = "";
    private long lastScope;
    private long done;

    /** Reads a store; {@code closing} ends it. */
    StoredScopes(ContextStore store, Runnable closing) {
        this.store = store;
        this.closing = closing;
    }

    @Override
    public void goOnBehind(String position) {
        int blank = position.indexOf(' ');
        ProjectId project = new ProjectId(position.substring(blank + 1));
        lastScope = Long.parseLong(position.substring(0, blank));
        projects.add(project);
        lastProject = project.text();
    }

    @Override
    public Optional<SourceItem<ScopeRecord>> next() {
        while (scopes.isEmpty()) {
            if (projects.isEmpty()) {
                projects.addAll(store.projects(lastProject, PROJECTS));
                if (projects.isEmpty()) {
                    return Optional.empty();
                }
                lastProject = projects.getLast().text();
            }
            scopes.addAll(
                    store.page(projects.getFirst(), lastScope, SCOPES, PAGE_CHARACTERS).scopes());
            if (scopes.isEmpty()) {
                projects.removeFirst();
                lastScope = 0;
            }
        }
        StoredScope scope = scopes.removeFirst();
        lastScope = scope.id();
        done++;
        ProjectId project = projects.getFirst();
        ScopeRecord item = new ScopeRecord(project, scope.scope(), scope.values());
        String position = lastScope + " " + project.text();
        return Optional.of(
                new SourceItem.Good<>(
                        position, form.key(item), form.lane(item), bytes(item), item));
    }

    private static long bytes(ScopeRecord item) {
        return item.values().values().stream().mapToLong(value -> 2L * value.length()).sum();
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public Unit unit() {
        return Unit.RECORDS;
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public long total() {
        long total = 0;
        List<ProjectId> page = store.projects("", PROJECTS);
        while (!page.isEmpty()) {
            for (ProjectId project : page) {
                total += store.page(project, Long.MAX_VALUE, 1, 1).count();
            }
            page = store.projects(page.getLast().text(), PROJECTS);
        }
        return total;
    }

    @Override
    public void close() {
        closing.run();
    }
}
