package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.Described;
import io.flowkeep.files.FileContent;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Files as objects of a bucket. Safe for concurrent use. */
final class S3FileStore implements FileStore {
    /** A file of up to this length is fetched whole. */
    private static final int SMALL_BYTES = 64 * 1024;

    private static final String START = new PartSizes.Span(0, SMALL_BYTES - 1).header();

    private final Bucket bucket;
    private final Guards guards;
    private final ContentReceiver intake;
    private final ObjectChanges changes;
    private final BucketProjects owners;
    private final Runnable onClose;
    private volatile boolean closed;

    S3FileStore(
            Bucket bucket,
            Guards guards,
            ContentReceiver intake,
            ObjectChanges changes,
            BucketProjects owners,
            Runnable onClose) {
        this.bucket = bucket;
        this.guards = guards;
        this.intake = intake;
        this.changes = changes;
        this.owners = owners;
        this.onClose = onClose;
    }

    @Override
    public Traits traits() {
        return guards.areComplete()
                ? Traits.of(
                        Trait.MISSING_DELETE_SUCCEEDS, Trait.SURVIVES_REOPEN, Trait.ALLOWS_REPLICAS)
                : Traits.of(Trait.MISSING_DELETE_SUCCEEDS, Trait.SURVIVES_REOPEN);
    }

    @Override
    public Opened open(FileKey key) {
        return open(key, Wanted.WHOLE);
    }

    @Override
    public Opened open(FileKey key, Wanted wanted) {
        requireOpen();
        if (isTooLong(key)) {
            return new Obstacle.NameTooLong();
        }
        String name = ObjectKeys.of(key);
        return named(() -> open(name, wanted), Obstacle.NameTooLong::new);
    }

    private Opened open(String name, Wanted wanted) {
        return switch (wanted) {
            case WHOLE -> opened(name, bucket.open(name, ""));
            case PART -> opened(name, bucket.open(name, START));
            case STATE ->
                    bucket.look(name)
                            .<Opened>map(state -> found(state, apart(name, state, new byte[0])))
                            .orElseGet(Missing::new);
        };
    }

    @Override
    public Described stat(FileKey key) {
        requireOpen();
        if (isTooLong(key)) {
            return new Obstacle.NameTooLong();
        }
        return named(
                () ->
                        bucket.look(ObjectKeys.of(key))
                                .<Described>map(state -> new Described.Found(state.version()))
                                .orElseGet(Missing::new),
                Obstacle.NameTooLong::new);
    }

    @Override
    public Saved replace(FileKey key, InputStream content, Terms terms) throws IOException {
        requireOpen();
        return isTooLong(key)
                ? new Obstacle.NameTooLong()
                : save(key, intake.replacing(ObjectKeys.of(key), content), terms);
    }

    @Override
    public Saved append(FileKey key, InputStream content, Terms terms) throws IOException {
        requireOpen();
        return isTooLong(key)
                ? new Obstacle.NameTooLong()
                : save(key, intake.appending(ObjectKeys.of(key), content), terms);
    }

    @Override
    public Removed delete(FileKey key, Terms terms) {
        requireOpen();
        return isTooLong(key)
                ? new Obstacle.NameTooLong()
                : named(() -> changes.delete(ObjectKeys.of(key), terms), Obstacle.NameTooLong::new);
    }

    @Override
    public Listing list(TeamId team, ProjectId project, FilePath folder, ListQuery query) {
        requireOpen();
        if (ObjectKeys.isTooLong(team, project, folder)) {
            return new Obstacle.NameTooLong();
        }
        return new ObjectListing(bucket)
                .list(ObjectKeys.folder(team, project, folder), folder.isRoot(), query);
    }

    @Override
    public void survey(ProjectId project, Set<TeamId> known, Survey survey) {
        requireOpen();
        owners.survey(project, known, survey);
    }

    @Override
    public Optional<String> lastChange(FileKey key) {
        requireOpen();
        return isTooLong(key)
                ? Optional.empty()
                : bucket.look(ObjectKeys.of(key))
                        .map(ObjectState::change)
                        .filter(change -> !change.isEmpty());
    }

    @Override
    public Set<ProjectId> projects(TeamId team) {
        requireOpen();
        return owners.projects(team);
    }

    @Override
    public Set<TeamId> teams() {
        requireOpen();
        return owners.teams();
    }

    @Override
    public void close() {
        closed = true;
        onClose.run();
    }

    private Saved save(FileKey key, Optional<StagedWrite> arrived, Terms terms) {
        if (arrived.isEmpty()) {
            return new Saved.NoSpace();
        }
        try (StagedWrite draft = arrived.get()) {
            Saved saved = save(key, draft, terms);
            if (saved instanceof Saved.OverQuota && terms.charge().reconsider()) {
                saved = save(key, draft, terms);
            }
            if (saved instanceof Saved.Written) {
                owners.note(key.team(), key.project());
            }
            return saved;
        }
    }

    private Saved save(FileKey key, StagedWrite draft, Terms terms) {
        return named(
                () -> changes.save(ObjectKeys.of(key), draft, terms), Obstacle.NameTooLong::new);
    }

    /** Some stores allow only shorter names than S3, and report that. */
    private static <T> T named(Supplier<T> work, Supplier<? extends T> tooLong) {
        try {
            return work.get();
        } catch (StoreUnavailable e) {
            if (S3Errors.isNameTooLong(e)) {
                return tooLong.get();
            }
            throw e;
        }
    }

    private Opened opened(String name, Optional<ResponseInputStream<GetObjectResponse>> answer) {
        if (answer.isEmpty()) {
            return new Missing();
        }
        ResponseInputStream<GetObjectResponse> body = answer.get();
        ObjectState state = ObjectState.of(body.response());
        if (body.response().contentLength() > SMALL_BYTES) {
            RangedContent apart = apart(name, state, new byte[0]);
            return found(state, new StreamedContent(body, apart, state.sizeBytes()));
        }
        byte[] bytes = bucket.read(name, body);
        return bytes.length == state.sizeBytes()
                ? new Opened.Found(state.version(), new FileContent.InMemory(bytes))
                : found(state, apart(name, state, bytes));
    }

    private RangedContent apart(String name, ObjectState state, byte[] start) {
        return new RangedContent(bucket, name, state.etag(), start);
    }

    private static Opened found(ObjectState state, FileContent.Source source) {
        return new Opened.Found(state.version(), new FileContent.Remote(source, state.sizeBytes()));
    }

    private static boolean isTooLong(FileKey key) {
        return ObjectKeys.isTooLong(key.team(), key.project(), key.path());
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreUnavailable("the bucket " + bucket.name() + " is closed", null);
        }
    }
}
