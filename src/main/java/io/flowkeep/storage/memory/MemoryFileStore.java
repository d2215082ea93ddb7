package io.flowkeep.storage.memory;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.Charge;
import io.flowkeep.files.Described;
import io.flowkeep.files.FileContent;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FilePath;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FileVersion;
import io.flowkeep.files.ListQuery;
import io.flowkeep.files.Listing;
import io.flowkeep.files.Missing;
import io.flowkeep.files.NameOrder;
import io.flowkeep.files.Obstacle;
import io.flowkeep.files.Opened;
import io.flowkeep.files.PreconditionFailed;
import io.flowkeep.files.Removed;
import io.flowkeep.files.Saved;
import io.flowkeep.files.SeenFile;
import io.flowkeep.files.Survey;
import io.flowkeep.files.Terms;
import io.flowkeep.files.Traits;
import io.flowkeep.files.Traits.Trait;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Files in the heap, for tests and trials: gone when the process ends. Safe for concurrent use:
 * changes run one after the other under one lock, reads take none.
 *
 * <p>It has no folders: names with a slash only look like it, so a file {@code a} and a file {@code
 * a/b} live side by side. Reading, writing and appending cost the file's length.
 */
public final class MemoryFileStore implements FileStore {
    private static final Traits TRAITS =
            Traits.of(
                    Trait.MISSING_READ_IS_SILENT,
                    Trait.MISSING_DELETE_SUCCEEDS,
                    Trait.HAS_LONG_PATHS,
                    Trait.KNOWS_WRITE_TIME);

    private final InstantSource clock;
    private final long capacityBytes;
    private final String opening;
    private final Map<Owner, NavigableMap<String, Held>> projects = new ConcurrentHashMap<>();
    private final Object changes = new Object();
    private long stored;
    private long changeCount;
    private volatile boolean closed;

    /**
     * Opens an empty store.
     *
     * @param capacityBytes content of all files together; more is {@link Saved.NoSpace}
     */
    public MemoryFileStore(InstantSource clock, long capacityBytes) {
        this.clock = clock;
        this.capacityBytes = capacityBytes;
        this.opening = Long.toString(clock.millis(), Character.MAX_RADIX);
    }

    private record Owner(TeamId team, ProjectId project) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared, never handed out uncopied
    private record Held(FileVersion version, byte[] bytes) {}

    @Override
    public Traits traits() {
        return TRAITS;
    }

    @Override
    public Opened open(FileKey key) {
        Optional<Held> held = find(key);
        if (held.isPresent()) {
            Held file = held.get();
            return new Opened.Found(file.version, new FileContent.InMemory(file.bytes.clone()));
        }
        return key.path().isTooLong() ? new Obstacle.NameTooLong() : new Missing();
    }

    @Override
    public Described stat(FileKey key) {
        Optional<Held> held = find(key);
        if (held.isPresent()) {
            return new Described.Found(held.get().version);
        }
        return key.path().isTooLong() ? new Obstacle.NameTooLong() : new Missing();
    }

    @Override
    public Saved replace(FileKey key, InputStream content, Terms terms) throws IOException {
        return write(key, content, terms, false);
    }

    @Override
    public Saved append(FileKey key, InputStream content, Terms terms) throws IOException {
        return write(key, content, terms, true);
    }

    @Override
    public Removed delete(FileKey key, Terms terms) {
        if (key.path().isTooLong()) {
            return new Obstacle.NameTooLong();
        }
        synchronized (changes) {
            Charge charge = terms.charge();
            charge.hold();
            Optional<Held> held = find(key);
            if (held.isEmpty()) {
                return terms.precondition().allowsMissing()
                        ? new Missing()
                        : new PreconditionFailed();
            }
            FileVersion current = held.get().version;
            if (!terms.precondition().allows(current)) {
                return new PreconditionFailed();
            }
            charge.signed("", current.tag());
            charge.removing(current.sizeBytes());
            files(key.team(), key.project()).remove(key.path().text());
            stored -= current.sizeBytes();
            charge.removed(current.sizeBytes());
            return new Removed.Gone();
        }
    }

    @Override
    public Listing list(TeamId team, ProjectId project, FilePath folder, ListQuery query) {
        requireOpen();
        if (folder.isTooLong()) {
            return new Obstacle.NameTooLong();
        }
        NavigableMap<String, FileVersion> files = new ConcurrentSkipListMap<>(NameOrder.BY_BYTES);
        String prefix = folder.isRoot() ? "" : folder.text() + "/";
        files(team, project)
                .forEach((path, held) -> {
                    if (path.startsWith(prefix)) {
                        files.put(path.substring(prefix.length()), held.version);
                    }
                });
        return files.isEmpty() && !folder.isRoot()
                ? new Missing()
                : PrefixListing.page(files, query);
    }

    /** Goes through names in their order, so all that are not after the last one have passed. */
    @Override
    public void survey(ProjectId project, Set<TeamId> known, Survey survey) {
        requireOpen();
        Set<String> done = ConcurrentHashMap.newKeySet();
        projects.forEach((owner, files) -> {
            if (owner.project.equals(project)) {
                survey(owner, files, survey, done);
            }
        });
    }

    private static void survey(
            Owner owner, NavigableMap<String, Held> files, Survey survey, Set<String> done) {
        String prefix = owner.team.text() + "/" + owner.project.text() + "/";
        List<SeenFile> batch = new ArrayList<>();
        for (Map.Entry<String, Held> each : files.entrySet()) {
            long size = each.getValue().bytes.length;
            batch.add(new SeenFile(owner.team, prefix + each.getKey(), size));
            if (batch.size() == Survey.BATCH) {
                String last = batch.getLast().name();
                survey.saw(batch);
                survey.passed(name -> isDone(name, prefix, last, done));
                batch = new ArrayList<>();
            }
        }
        survey.saw(batch);
        done.add(prefix);
        survey.passed(name -> isDone(name, "", "", done));
    }

    private static boolean isDone(String name, String prefix, String last, Set<String> done) {
        boolean isHere = !prefix.isEmpty() && name.startsWith(prefix);
        return (isHere && NameOrder.BY_BYTES.compare(name, last) <= 0)
                || done.stream().anyMatch(name::startsWith);
    }

    /** The tag, which no other version has. */
    @Override
    public Optional<String> lastChange(FileKey key) {
        return find(key).map(held -> held.version.tag());
    }

    @Override
    public Set<ProjectId> projects(TeamId team) {
        requireOpen();
        Set<ProjectId> found = new TreeSet<>();
        projects.forEach((owner, files) -> {
            if (owner.team.equals(team) && !files.isEmpty()) {
                found.add(owner.project);
            }
        });
        return found;
    }

    @Override
    public Set<TeamId> teams() {
        requireOpen();
        Set<TeamId> found = new TreeSet<>();
        projects.forEach((owner, files) -> {
            if (!files.isEmpty()) {
                found.add(owner.team);
            }
        });
        return found;
    }

    @Override
    public void close() {
        closed = true;
    }

    private Saved write(FileKey key, InputStream content, Terms terms, boolean append)
            throws IOException {
        requireOpen();
        if (key.path().isTooLong()) {
            return new Obstacle.NameTooLong();
        }
        Optional<byte[]> arrived = read(content);
        if (arrived.isEmpty()) {
            return new Saved.NoSpace();
        }
        Saved saved = write(key, arrived.get(), terms, append);
        return saved instanceof Saved.OverQuota && terms.charge().reconsider()
                ? write(key, arrived.get(), terms, append)
                : saved;
    }

    private Saved write(FileKey key, byte[] arrived, Terms terms, boolean append) {
        synchronized (changes) {
            Optional<Held> held = find(key);
            boolean allowed =
                    held.map(file -> terms.precondition().allows(file.version))
                            .orElseGet(terms.precondition()::allowsMissing);
            if (!allowed) {
                return new PreconditionFailed();
            }
            byte[] old = held.map(Held::bytes).orElseGet(() -> new byte[0]);
            byte[] bytes = append ? joined(old, arrived) : arrived;
            if (stored - old.length + bytes.length > capacityBytes) {
                return new Saved.NoSpace();
            }
            Charge charge = terms.charge();
            String tag = nextTag();
            charge.signed(tag, held.map(file -> file.version.tag()).orElse(""));
            boolean paid =
                    held.isPresent()
                            ? charge.change(old.length, bytes.length)
                            : charge.create(bytes.length);
            if (!paid) {
                return new Saved.OverQuota(charge.limitBytes());
            }
            Saved saved = put(key, old.length, bytes, tag);
            charge.done();
            return saved;
        }
    }

    private String nextTag() {
        changeCount++;
        return opening + "-" + Long.toString(changeCount, Character.MAX_RADIX);
    }

    private Saved put(FileKey key, int oldBytes, byte[] bytes, String tag) {
        FileVersion version = new FileVersion(bytes.length, clock.instant(), tag);
        projects.computeIfAbsent(
                        new Owner(key.team(), key.project()),
                        _ -> new ConcurrentSkipListMap<>(NameOrder.BY_BYTES))
                .put(key.path().text(), new Held(version, bytes));
        stored += bytes.length - oldBytes;
        return new Saved.Written(version);
    }

    /** The content; empty if it is longer than the store could ever hold. */
    private Optional<byte[]> read(InputStream content) throws IOException {
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            arrived.write(buffer, 0, n);
            if (arrived.size() > capacityBytes) {
                return Optional.empty();
            }
        }
        return Optional.of(arrived.toByteArray());
    }

    private Optional<Held> find(FileKey key) {
        requireOpen();
        return Optional.ofNullable(files(key.team(), key.project()).get(key.path().text()));
    }

    private NavigableMap<String, Held> files(TeamId team, ProjectId project) {
        return projects.getOrDefault(new Owner(team, project), Collections.emptyNavigableMap());
    }

    private static byte[] joined(byte[] left, byte[] right) {
        byte[] both = new byte[Math.addExact(left.length, right.length)];
        System.arraycopy(left, 0, both, 0, left.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreUnavailable("memory file store is closed", null);
        }
    }
}
