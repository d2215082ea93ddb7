package io.flowkeep.files;

import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that can be done with files, within quotas. Safe for concurrent use; blocks the
 * calling (virtual) thread. Faults of the store pass through.
 */
public final class ProjectFiles {
    private final FileStore store;
    private final Usage usage;

    /** Works on a store and keeps its usage; closes neither. */
    public ProjectFiles(FileStore store, Usage usage) {
        this.store = store;
        this.usage = usage;
    }

    /** How the store's answers to clients differ from those of other stores. */
    public Traits traits() {
        return store.traits();
    }

    /** Opens a file for reading; the caller closes the content. */
    public Opened open(FileKey key, FileStore.Wanted wanted) {
        return store.open(key, wanted);
    }

    /** Says what is at a path. */
    public Described stat(FileKey key) {
        return store.stat(key);
    }

    /** Lists a part of a folder. */
    public Listing list(TeamId team, ProjectId project, FilePath folder, ListQuery query) {
        return store.list(team, project, folder, query);
    }

    /**
     * Puts a file in place of whatever file was there; the quota is charged with the difference. A
     * replace that does not grow the file is never over quota.
     *
     * @throws IOException what reading the content throws; nothing was changed
     */
    public Saved replace(FileKey key, Upload upload) throws IOException {
        try (UsageChange change = usage.begin(key, upload.quota())) {
            if (isConditional(upload) || upload.quota().isLimited()) {
                Described old = look(key, upload.precondition());
                if (isRefused(old, upload.precondition())) {
                    return new PreconditionFailed();
                }
                if (old instanceof Described.Found(var version)) {
                    change.replaces(version.sizeBytes());
                }
            }
            return write(key, upload, change, store::replace);
        }
    }

    /**
     * Adds to the end of a file, which is made if it is missing.
     *
     * @throws IOException what reading the content throws; nothing was changed
     */
    public Saved append(FileKey key, Upload upload) throws IOException {
        try (UsageChange change = usage.begin(key, upload.quota())) {
            if (isConditional(upload)
                    && isRefused(look(key, upload.precondition()), upload.precondition())) {
                return new PreconditionFailed();
            }
            return write(key, upload, change, store::append);
        }
    }

    public Removed delete(FileKey key, Precondition precondition) {
        try (UsageChange change = usage.begin(key, Quota.NONE)) {
            return trusted(change, () -> store.delete(key, new Terms(precondition, change)));
        }
    }

    public long usedBytes(TeamId team, ProjectId project) {
        return usage.usedBytes(team, project);
    }

    /** The bytes of all projects of a team, by project id. Costs one look-up for each project. */
    public Map<ProjectId, Long> usedBytes(TeamId team) {
        Map<ProjectId, Long> used = new TreeMap<>();
        store.projects(team).forEach(project -> used.put(project, usedBytes(team, project)));
        return used;
    }

    private Saved write(FileKey key, Upload upload, UsageChange change, Writing writing)
            throws IOException {
        if (!change.cover(upload.expectedBytes())) {
            return new Saved.OverQuota(change.limitBytes());
        }
        InputStream content = new MeteredContent(upload.content(), change);
        try {
            Terms terms = new Terms(upload.precondition(), change);
            return trusted(change, () -> writing.write(key, content, terms));
        } catch (MeteredContent.QuotaReached e) {
            return new Saved.OverQuota(change.limitBytes());
        }
    }

    private static boolean isConditional(Upload upload) {
        return !(upload.precondition() instanceof Precondition.Always);
    }

    private Described look(FileKey key, Precondition precondition) {
        return precondition.needsTag() ? store.stat(key) : store.glance(key);
    }

    /** Spares the client the upload; the store judges again when it counts. */
    private static boolean isRefused(Described old, Precondition precondition) {
        return switch (old) {
            case Described.Found(var version) -> !precondition.allows(version);
            case Missing _ -> !precondition.allowsMissing();
            case Obstacle _ -> false;
        };
    }

    private static <T, E extends Exception> T trusted(UsageChange change, Step<T, E> step)
            throws E {
        try {
            return step.run();
        } catch (StoreOutcomeUnknown e) {
            change.distrust();
            throw e;
        }
    }

    private interface Writing {
        Saved write(FileKey key, InputStream content, Terms terms) throws IOException;
    }

    private interface Step<T, E extends Exception> {
        T run() throws E;
    }
}
