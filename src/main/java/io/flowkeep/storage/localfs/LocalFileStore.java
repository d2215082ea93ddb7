package io.flowkeep.storage.localfs;

import io.flowkeep.files.Described;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FilePath;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.ListQuery;
import io.flowkeep.files.Listing;
import io.flowkeep.files.Missing;
import io.flowkeep.files.Obstacle;
import io.flowkeep.files.Opened;
import io.flowkeep.files.Removed;
import io.flowkeep.files.Saved;
import io.flowkeep.files.Survey;
import io.flowkeep.files.Terms;
import io.flowkeep.files.Traits;
import io.flowkeep.files.Traits.Trait;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** Files in a folder. {@link FileStore} says what is promised; the parts say how it is kept. */
final class LocalFileStore implements FileStore {
    /**
     * Up to here a file is read whole, overwritten in place and logged whole. The journal writes
     * such a body twice, and every version of such a file costs a digest of all its bytes; from
     * about here on a flush of its own costs less.
     */
    static final int SMALL_BYTES = 32 << 10;

    private final SafeRoot root;
    private final Parts parts;
    private final FileQueues turns = new FileQueues();

    LocalFileStore(SafeRoot root, Parts parts) {
        this.root = root;
        this.parts = parts;
    }

    /**
     * What the store is made of.
     *
     * @param gatherBytes the most bytes of changes carried out together
     * @param onClose closes what the store uses
     */
    record Parts(
            Soundness soundness,
            ReceivedContent.Dock dock,
            SmallWrites small,
            LargeWrites large,
            Deletions deletions,
            int gatherBytes,
            Runnable onClose) {}

    @Override
    public Traits traits() {
        return Traits.of(
                Trait.HAS_FOLDERS,
                Trait.SURVIVES_REOPEN,
                Trait.HAS_LONG_PATHS,
                Trait.KNOWS_WRITE_TIME);
    }

    @Override
    public Opened open(FileKey key) {
        return read(key, FileReading::open, obstacle -> obstacle, new Missing());
    }

    @Override
    public Described stat(FileKey key) {
        return read(key, FileReading::describe, obstacle -> obstacle, new Missing());
    }

    @Override
    public Described glance(FileKey key) {
        return read(
                key,
                (_, file) -> new Described.Found(file.untagged()),
                obstacle -> obstacle,
                new Missing());
    }

    @Override
    public Saved replace(FileKey key, InputStream content, Terms terms) throws IOException {
        return write(key, content, terms, PendingChange.Kind.PUT);
    }

    @Override
    public Saved append(FileKey key, InputStream content, Terms terms) throws IOException {
        return write(key, content, terms, PendingChange.Kind.APPEND);
    }

    @Override
    public Removed delete(FileKey key, Terms terms) {
        parts.soundness().requireSound();
        return switch (root.locate(key.team(), key.project(), key.path())) {
            case ResolvedKey.Blocked(var obstacle) -> obstacle;
            case ResolvedKey.Inside place -> delete(key, place, terms);
        };
    }

    @Override
    public Listing list(TeamId team, ProjectId project, FilePath folder, ListQuery query) {
        parts.soundness().requireOpen();
        try {
            return new FolderListing(root, team, project, query).list(folder);
        } catch (IOException e) {
            throw LocalErrors.unavailable("list " + team + "/" + project + "/" + folder, e);
        }
    }

    @Override
    public void survey(ProjectId project, Set<TeamId> known, Survey survey) {
        parts.soundness().requireOpen();
        try {
            new TreeSurvey(root, survey).look(project);
        } catch (IOException e) {
            throw LocalErrors.unavailable("look at the files of " + project, e);
        }
    }

    @Override
    public Set<ProjectId> projects(TeamId team) {
        parts.soundness().requireOpen();
        try {
            return ProjectFolders.projects(root, team);
        } catch (IOException e) {
            throw LocalErrors.unavailable("list the projects of " + team, e);
        }
    }

    @Override
    public Set<TeamId> teams() {
        parts.soundness().requireOpen();
        try {
            return ProjectFolders.teams(root);
        } catch (IOException e) {
            throw LocalErrors.unavailable("list the teams", e);
        }
    }

    @Override
    public void close() {
        parts.onClose().run();
    }

    /** Reads something of a file whose state is known. */
    private interface Look<T> {
        T at(Path path, FileState.Regular file) throws IOException;
    }

    private <T> T read(FileKey key, Look<? extends T> look, Function<Obstacle, T> stop, T missing) {
        parts.soundness().requireOpen();
        ResolvedKey place = root.locate(key.team(), key.project(), key.path());
        try {
            for (int links = 0; place instanceof ResolvedKey.Inside(var path, var name); links++) {
                StampedLock content = turns.lane(name).content();
                long stamp = content.readLock();
                try {
                    switch (FileState.of(path)) {
                        case FileState.Blocked(var obstacle) -> {
                            return stop.apply(obstacle);
                        }
                        case FileState.Absent _ -> {
                            return missing;
                        }
                        case FileState.Regular file -> {
                            return look.at(path, file);
                        }
                        case FileState.Link _ ->
                                place =
                                        links == 0
                                                ? root.follow(key.team(), key.project(), path)
                                                : SafeRoot.outside();
                    }
                } finally {
                    content.unlockRead(stamp);
                }
            }
        } catch (NoSuchFileException _) {
            return missing; // Taken away by hand since the look at it.
        } catch (IOException e) {
            throw LocalErrors.unavailable("read " + key, e);
        }
        return stop.apply(new Obstacle.OutsideProject());
    }

    private Saved write(FileKey key, InputStream content, Terms terms, PendingChange.Kind kind)
            throws IOException {
        parts.soundness().requireSound();
        return switch (placeToWrite(key)) {
            case ResolvedKey.Blocked(var obstacle) -> obstacle;
            case ResolvedKey.Inside place ->
                    switch (parts.dock().receive(content)) {
                        case ReceivedContent.NoSpace _ -> new Saved.NoSpace();
                        case ReceivedContent.Small(var bytes) ->
                                reconsidered(
                                        terms,
                                        () ->
                                                writeSmall(
                                                        new PendingChange(
                                                                kind, place, bytes, terms)));
                        case ReceivedContent.Large arrived ->
                                writeLarge(kind, place, arrived, terms);
                    };
        };
    }

    /** Retries a write once that may have been over quota only because of files that are gone. */
    private static Saved reconsidered(Terms terms, Supplier<Saved> write) {
        Saved saved = write.get();
        return saved instanceof Saved.OverQuota && terms.charge().reconsider()
                ? write.get()
                : saved;
    }

    /** Also refuses a write that cannot succeed before its content is sent. */
    private ResolvedKey placeToWrite(FileKey key) {
        ResolvedKey place = root.locate(key.team(), key.project(), key.path());
        if (place instanceof ResolvedKey.Inside(var path, _)) {
            return switch (FileState.of(path)) {
                case FileState.Blocked(var obstacle) -> new ResolvedKey.Blocked(obstacle);
                case FileState.Link _ -> root.follow(key.team(), key.project(), path);
                case FileState.Absent _, FileState.Regular _ -> place;
            };
        }
        return place;
    }

    private Saved writeSmall(PendingChange change) {
        FileQueues.Lane lane = turns.lane(change.name());
        long stamp = parts.soundness().beginChange();
        try {
            if (lane.enter(change)) {
                try {
                    parts.small().run(lane, lane.gather(change, parts.gatherBytes()));
                } finally {
                    lane.leave();
                }
            }
            return change.result();
        } finally {
            parts.soundness().endChange(stamp);
        }
    }

    private Saved writeLarge(
            PendingChange.Kind kind,
            ResolvedKey.Inside place,
            ReceivedContent.Large arrived,
            Terms terms) {
        try {
            return reconsidered(
                    terms,
                    () ->
                            alone(
                                    place,
                                    terms,
                                    lane ->
                                            kind == PendingChange.Kind.APPEND
                                                    ? parts.large()
                                                            .append(lane, place, arrived, terms)
                                                    : parts.large()
                                                            .replace(lane, place, arrived, terms)));
        } finally {
            parts.dock().discard(arrived.file());
        }
    }

    private Removed delete(FileKey key, ResolvedKey.Inside place, Terms terms) {
        boolean isLink = FileState.of(place.path()) instanceof FileState.Link;
        if (isLink
                && root.follow(key.team(), key.project(), place.path())
                        instanceof ResolvedKey.Blocked(var obstacle)) {
            return obstacle;
        }
        return alone(
                place,
                terms,
                lane ->
                        isLink
                                ? parts.deletions().deleteLink(lane, place, terms)
                                : parts.deletions().delete(lane, place, terms));
    }

    /** Carries out a change that cannot be combined with others, while having the file's turn. */
    private <T> T alone(ResolvedKey.Inside place, Terms terms, Function<FileQueues.Lane, T> work) {
        FileQueues.Lane lane = turns.lane(place.name());
        long stamp = parts.soundness().beginChange();
        try {
            lane.enter(new PendingChange(PendingChange.Kind.ALONE, place, new byte[0], terms));
            try {
                return work.apply(lane);
            } finally {
                lane.leave();
            }
        } finally {
            parts.soundness().endChange(stamp);
        }
    }
}
