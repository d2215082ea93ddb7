package io.flowkeep.metrics;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.Scope;
import io.flowkeep.ids.ProjectId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A context store whose operations are timed. As safe for concurrent use as the store within. */
public final class MeteredContextStore implements ContextStore {
    private final ContextStore inner;
    private final Stopwatch watch;
    private final Timer change;
    private final Timer values;
    private final Timer names;
    private final Timer page;
    private final Timer delete;
    private final Timer clean;

    /** Times a store. */
    public MeteredContextStore(ContextStore inner, MeterRegistry registry) {
        this.inner = inner;
        this.watch = new Stopwatch(registry, "context");
        this.change = watch.timer("change");
        this.values = watch.timer("values");
        this.names = watch.timer("names");
        this.page = watch.timer("page");
        this.delete = watch.timer("delete");
        this.clean = watch.timer("clean");
    }

    @Override
    public <O> O change(ProjectId project, Scope scope, Set<String> touched, Decider<O> decider) {
        return watch.time(change, () -> inner.change(project, scope, touched, decider));
    }

    @Override
    public Optional<Map<String, String>> values(
            ProjectId project, Scope scope, Set<String> wanted) {
        return watch.time(values, () -> inner.values(project, scope, wanted));
    }

    @Override
    public List<String> names(ProjectId project, Scope scope) {
        return watch.time(names, () -> inner.names(project, scope));
    }

    @Override
    public Page page(ProjectId project, long afterId, int limit, long maxCharacters) {
        return watch.time(page, () -> inner.page(project, afterId, limit, maxCharacters));
    }

    @Override
    public void delete(ProjectId project, Scope scope) {
        watch.run(delete, () -> inner.delete(project, scope));
    }

    @Override
    public void clean(ProjectId project, Predicate<Scope> keep) {
        watch.run(clean, () -> inner.clean(project, keep));
    }

    @Override
    public long characters(ProjectId project) {
        return inner.characters(project);
    }

    @Override
    public long recount(ProjectId project) {
        return inner.recount(project);
    }

    @Override
    public List<ProjectId> projects(String after, int limit) {
        return inner.projects(after, limit);
    }
}
