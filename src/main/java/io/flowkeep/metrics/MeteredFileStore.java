package io.flowkeep.metrics;

import io.flowkeep.files.Described;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FilePath;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.ListQuery;
import io.flowkeep.files.Listing;
import io.flowkeep.files.Opened;
import io.flowkeep.files.Removed;
import io.flowkeep.files.Saved;
import io.flowkeep.files.Survey;
import io.flowkeep.files.Terms;
import io.flowkeep.files.Traits;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/** A file store whose operations are timed. As safe for concurrent use as the store within. */
public final class MeteredFileStore implements FileStore {
    private final FileStore inner;
    private final Stopwatch watch;
    private final Timer open;
    private final Timer stat;
    private final Timer replace;
    private final Timer append;
    private final Timer delete;
    private final Timer list;
    private final Timer measure;

    /** Times a store. */
    public MeteredFileStore(FileStore inner, MeterRegistry registry) {
        this.inner = inner;
        this.watch = new Stopwatch(registry, "files");
        this.open = watch.timer("open");
        this.stat = watch.timer("stat");
        this.replace = watch.timer("replace");
        this.append = watch.timer("append");
        this.delete = watch.timer("delete");
        this.list = watch.timer("list");
        this.measure = watch.timer("measure");
    }

    @Override
    public Traits traits() {
        return inner.traits();
    }

    @Override
    public Opened open(FileKey key) {
        return watch.time(open, () -> inner.open(key));
    }

    @Override
    public Opened open(FileKey key, Wanted wanted) {
        return watch.time(open, () -> inner.open(key, wanted));
    }

    @Override
    public Described stat(FileKey key) {
        return watch.time(stat, () -> inner.stat(key));
    }

    @Override
    public Described glance(FileKey key) {
        return watch.time(stat, () -> inner.glance(key));
    }

    @Override
    public Saved replace(FileKey key, InputStream content, Terms terms) throws IOException {
        return watch.timeReading(replace, () -> inner.replace(key, content, terms));
    }

    @Override
    public Saved append(FileKey key, InputStream content, Terms terms) throws IOException {
        return watch.timeReading(append, () -> inner.append(key, content, terms));
    }

    @Override
    public Removed delete(FileKey key, Terms terms) {
        return watch.time(delete, () -> inner.delete(key, terms));
    }

    @Override
    public Listing list(TeamId team, ProjectId project, FilePath folder, ListQuery query) {
        return watch.time(list, () -> inner.list(team, project, folder, query));
    }

    /** Includes the time during which the survey yields to other work. */
    @Override
    public void survey(ProjectId project, Set<TeamId> known, Survey survey) {
        watch.time(
                measure,
                () -> {
                    inner.survey(project, known, survey);
                    return true;
                });
    }

    @Override
    public Optional<String> lastChange(FileKey key) {
        return watch.time(stat, () -> inner.lastChange(key));
    }

    @Override
    public Set<ProjectId> projects(TeamId team) {
        return inner.projects(team);
    }

    @Override
    public Set<TeamId> teams() {
        return inner.teams();
    }

    @Override
    public void close() {
        inner.close();
    }
}
