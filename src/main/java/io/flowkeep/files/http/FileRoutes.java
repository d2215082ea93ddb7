package io.flowkeep.files.http;

import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.auth.http.ProjectGate.Visitor;
import io.flowkeep.files.Described;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FilePath;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FilesLimits;
import io.flowkeep.files.Listing;
import io.flowkeep.files.Missing;
import io.flowkeep.files.Obstacle;
import io.flowkeep.files.Opened;
import io.flowkeep.files.Precondition;
import io.flowkeep.files.PreconditionFailed;
import io.flowkeep.files.ProjectFiles;
import io.flowkeep.files.Quota;
import io.flowkeep.files.Removed;
import io.flowkeep.files.Saved;
import io.flowkeep.files.Traits.Trait;
import io.flowkeep.files.Upload;
import io.flowkeep.files.http.FileErrors.Action;
import io.flowkeep.http.EntityTag;
import io.flowkeep.http.Media;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import io.flowkeep.http.Route;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Files by team, project and path: write, append, read, list, delete. Safe for concurrent use if
 * the random source is.
 */
public final class FileRoutes {
    private static final String TEMPLATE = "/v1/files/:teamId/:projectId/*";

    /** The limit for text and JSON, which are read whole; as in the server this replaces. */
    private static final long MAX_TEXT_BYTES = 10 * 1024 * 1024;

    private final ProjectGate gate;
    private final ProjectFiles files;
    private final FilesLimits limits;
    private final FileReplies replies;

    /**
     * Offers the files over HTTP.
     *
     * @param clock judges whether a date in If-Range is old enough to be relied on
     * @param random for the boundaries of multipart answers; need not be secret
     */
    public FileRoutes(
            ProjectGate gate,
            ProjectFiles files,
            FilesLimits limits,
            InstantSource clock,
            RandomGenerator random) {
        this.gate = gate;
        this.files = files;
        this.limits = limits;
        this.replies = new FileReplies(clock, random);
    }

    /** The routes, each behind the gate. */
    public List<Route> routes() {
        return List.of(
                route(Route.Method.POST, this::write),
                route(Route.Method.GET, this::read),
                route(Route.Method.DELETE, this::delete));
    }

    private Route route(Route.Method method, ProjectGate.TeamProjectHandler handler) {
        return new Route(method, TEMPLATE, Route.Access.BEARER, gate.guardProject(handler));
    }

    /** A valid path, with the text that the client sent. */
    private record Target(TeamId team, ProjectId project, FilePath path, String sent) {
        boolean saysFolder() {
            return sent.isEmpty() || sent.endsWith("/");
        }

        boolean isFile() {
            return !saysFolder() && !path.isRoot();
        }

        FileKey key() {
            return new FileKey(team, project, path);
        }
    }

    private static Optional<Target> target(Request request, Visitor visitor) {
        String sent = request.param("*");
        return visitor.team()
                .flatMap(team ->
                        FilePath.parse(sent)
                                .map(path ->
                                        new Target(team, visitor.caller().project(), path, sent)));
    }

    private Reply write(Request request, Visitor visitor) {
        Media.Content body = Media.read(request, mediaLimits());
        Optional<Target> found = target(request, visitor);
        if (found.isEmpty()) {
            return ProjectGate.invalidPath();
        }
        Target target = found.get();
        WriteMode mode = WriteMode.of(request);
        if (mode == WriteMode.ENSURE_FOLDER) {
            return Reply.empty(200); // folders come with their first file
        }
        Quota quota = FileQuota.of(visitor.caller(), limits);
        UploadBody content = UploadBody.of(body, request, quota);
        if (!target.isFile()) {
            return FileErrors.obstacle(new Obstacle.IsFolder(), Action.WRITE, target.sent);
        }
        Precondition precondition = new Conditions(request).forChange();
        Upload upload = new Upload(content.content(), content.expectedBytes(), precondition, quota);
        try {
            Saved saved =
                    mode == WriteMode.APPEND
                            ? files.append(target.key(), upload)
                            : files.replace(target.key(), upload);
            return reply(saved, target.sent);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the body broke off; the shell knows
        }
    }

    private static Reply reply(Saved saved, String sent) {
        return switch (saved) {
            case Saved.Written(var version) ->
                    Reply.empty(200).with("etag", EntityTag.header(version.tag()));
            case Saved.OverQuota(long limitBytes) -> FileErrors.overQuota(limitBytes);
            case Saved.NoSpace _ -> FileErrors.noSpace(sent);
            case PreconditionFailed _ -> FileErrors.preconditionFailed();
            case Obstacle obstacle -> FileErrors.obstacle(obstacle, Action.WRITE, sent);
        };
    }

    private Reply read(Request request, Visitor visitor) {
        Optional<Target> found = target(request, visitor);
        if (found.isEmpty()) {
            return ProjectGate.invalidPath();
        }
        Target target = found.get();
        boolean forFileNode = isForFileNode(request);
        if (target.saysFolder() && !forFileNode) {
            return list(request, target);
        }
        Opened opened = new Obstacle.IsFolder();
        if (target.isFile()) {
            opened = files.open(target.key(), wanted(request));
        } else if (forFileNode) {
            opened = folder(target);
        }
        return switch (opened) {
            case Opened.Found file -> replies.reply(request, file);
            case Missing _ ->
                    files.traits().has(Trait.MISSING_READ_IS_SILENT)
                            ? Reply.empty(404)
                            : FileErrors.missing(Action.READ, target.sent);
            case Obstacle.IsFolder _ when forFileNode -> FileErrors.folderForFileNode();
            case Obstacle obstacle -> FileErrors.obstacle(obstacle, Action.READ, target.sent);
        };
    }

    /**
     * Node-RED's file nodes name the media type that they read. They know no listings and would
     * take one for the content of a file.
     */
    private static boolean isForFileNode(Request request) {
        return request.header("content-type")
                .map(Media::essence)
                .filter("application/octet-stream"::equals)
                .isPresent();
    }

    /** What is in the place of a file whose name says that it is none. */
    private Opened folder(Target target) {
        if (!files.traits().has(Trait.HAS_FOLDERS)) {
            return new Missing();
        }
        if (target.path.isRoot()) {
            return new Obstacle.IsFolder();
        }
        return switch (files.stat(target.key())) {
            case Described.Found _ -> new Obstacle.BelowFile(false);
            case Missing missing -> missing;
            case Obstacle obstacle -> obstacle;
        };
    }

    private static FileStore.Wanted wanted(Request request) {
        if (!request.method().equals("GET")) {
            return FileStore.Wanted.STATE;
        }
        return Stream.of("range", "if-none-match", "if-modified-since")
                        .anyMatch(header -> request.header(header).isPresent())
                ? FileStore.Wanted.PART
                : FileStore.Wanted.WHOLE;
    }

    private Reply list(Request request, Target target) {
        Listing listing =
                files.list(target.team, target.project, target.path, ListingFormat.query(request));
        return switch (listing) {
            case Listing.Page page -> ListingFormat.reply(target.path.text(), page);
            case Missing _ -> FileErrors.missing(Action.LIST, target.sent);
            case Obstacle obstacle -> FileErrors.obstacle(obstacle, Action.LIST, target.sent);
        };
    }

    private Reply delete(Request request, Visitor visitor) {
        // The body is not used, but its form is checked as in the server this replaces.
        Media.Content _ = Media.read(request, mediaLimits());
        Optional<Target> found = target(request, visitor);
        if (found.isEmpty()) {
            return ProjectGate.invalidPath();
        }
        Target target = found.get();
        if (target.path.isRoot()) {
            return FileErrors.obstacle(new Obstacle.IsFolder(), Action.DELETE, target.sent);
        }
        Precondition precondition = new Conditions(request).forChange();
        Removed removed =
                target.isFile() ? files.delete(target.key(), precondition) : whatIsAt(target.key());
        return switch (removed) {
            case Removed.Gone _ -> Reply.empty(200);
            case Missing _ ->
                    files.traits().has(Trait.MISSING_DELETE_SUCCEEDS)
                            ? Reply.empty(200)
                            : FileErrors.missing(Action.DELETE, target.sent);
            case PreconditionFailed _ -> FileErrors.preconditionFailed();
            case Obstacle obstacle -> FileErrors.obstacle(obstacle, Action.DELETE, target.sent);
        };
    }

    /** Why a name with a trailing slash cannot be deleted. */
    private Removed whatIsAt(FileKey key) {
        return switch (files.stat(key)) {
            case Described.Found _ -> new Obstacle.BelowFile(false);
            case Missing missing -> missing;
            case Obstacle obstacle -> obstacle;
        };
    }

    private Media.Limits mediaLimits() {
        return new Media.Limits(
                limits.maxBodyBytes(), Math.min(MAX_TEXT_BYTES, limits.maxBodyBytes()));
    }
}
