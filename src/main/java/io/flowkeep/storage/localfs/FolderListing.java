package io.flowkeep.storage.localfs;

import io.flowkeep.files.FilePath;
import io.flowkeep.files.ListQuery;
import io.flowkeep.files.Listing;
import io.flowkeep.files.Missing;
import io.flowkeep.files.NameOrder;
import io.flowkeep.files.Obstacle;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Lists one page of one project's folder. A flat page reads the folder once and keeps no more names
 * than the page has; a recursive one goes down in the order of the full names, one sorted folder
 * per level in memory. For one request only.
 */
final class FolderListing {
    private static final Comparator<Listing.Entry> ORDER =
            Comparator.comparing(Listing.Entry::name, NameOrder.BY_BYTES);

    private final SafeRoot root;
    private final TeamId team;
    private final ProjectId project;
    private final ListQuery query;
    private final List<Listing.Entry> deep = new ArrayList<>();

    FolderListing(SafeRoot root, TeamId team, ProjectId project, ListQuery query) {
        this.root = root;
        this.team = team;
        this.project = project;
        this.query = query;
    }

    Listing list(FilePath folder) throws IOException {
        ResolvedKey place = root.locate(team, project, folder);
        if (place instanceof ResolvedKey.Inside(var path, _)
                && FileState.of(path) instanceof FileState.Link) {
            place = root.follow(team, project, path);
        }
        return switch (place) {
            case ResolvedKey.Blocked(var obstacle) -> obstacle;
            case ResolvedKey.Inside(var path, _) ->
                    switch (FileState.of(path)) {
                        case FileState.Blocked(Obstacle.IsFolder _) -> page(path);
                        case FileState.Blocked(var obstacle) -> obstacle;
                        case FileState.Regular _ -> new Obstacle.BelowFile(false);
                        case FileState.Link _ -> new Obstacle.OutsideProject();
                        case FileState.Absent _ ->
                                folder.isRoot()
                                        ? new Listing.Page(List.of(), false)
                                        : new Missing();
                    };
        };
    }

    private Listing page(Path folder) throws IOException {
        List<Listing.Entry> found;
        if (query.recursive()) {
            goDown(folder, "");
            found = deep;
        } else {
            found = flat(folder);
        }
        boolean more = found.size() > query.limit();
        return new Listing.Page(more ? found.subList(0, query.limit()) : found, more);
    }

    /** The smallest names after the cursor, one more than the page has. */
    private List<Listing.Entry> flat(Path folder) throws IOException {
        PriorityQueue<Listing.Entry> smallest = new PriorityQueue<>(ORDER.reversed());
        try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
            for (Path path : names) {
                String name = path.getFileName().toString();
                boolean full = smallest.size() > query.limit();
                boolean wanted =
                        comesAfter(name)
                                && !(full
                                        && NameOrder.BY_BYTES.compare(name, smallest.peek().name())
                                                > 0);
                if (wanted) {
                    look(path, name).ifPresent(smallest::add);
                    if (smallest.size() > query.limit() + 1) {
                        smallest.poll();
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        List<Listing.Entry> sorted = new ArrayList<>(smallest);
        sorted.sort(ORDER);
        return sorted;
    }

    private boolean comesAfter(String name) {
        return query.after().isEmpty() || NameOrder.BY_BYTES.compare(name, query.after()) > 0;
    }

    /** Adds the files below a folder, until there is one more than the page has. */
    private void goDown(Path folder, String prefix) throws IOException {
        for (Branch branch : branches(folder, prefix)) {
            if (deep.size() > query.limit()) {
                return;
            }
            if (branch.isFolder()) {
                goDown(branch.path(), branch.name());
            } else {
                look(branch.path(), branch.name()).ifPresent(deep::add);
            }
        }
    }

    /** A folder's name ends with a slash, which is how it sorts among files. */
    private record Branch(String name, Path path, boolean isFolder) {}

    private List<Branch> branches(Path folder, String prefix) throws IOException {
        List<Branch> branches = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
            for (Path path : names) {
                boolean isFolder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
                String name = prefix + path.getFileName() + (isFolder ? "/" : "");
                boolean wanted = comesAfter(name) || (isFolder && query.after().startsWith(name));
                if (wanted && isSpeakable(path)) {
                    branches.add(new Branch(name, path, isFolder));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            return List.of(); // Gone since its parent was read.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        branches.sort(Comparator.comparing(Branch::name, NameOrder.BY_BYTES));
        return branches;
    }

    /** The entry of that name, if clients may see it. */
    private Optional<Listing.Entry> look(Path path, String name) throws IOException {
        if (!isSpeakable(path)) {
            return Optional.empty();
        }
        try {
            BasicFileAttributes found =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (found.isSymbolicLink()) {
                if (!(root.follow(team, project, path)
                        instanceof ResolvedKey.Inside(var real, _))) {
                    return Optional.empty();
                }
                found =
                        Files.readAttributes(
                                real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            }
            return entry(name, found);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private Optional<Listing.Entry> entry(String name, BasicFileAttributes found) {
        if (found.isRegularFile()) {
            return Optional.of(
                    new Listing.Entry(
                            name, Listing.Kind.FILE, found.size(), VersionTags.modified(found)));
        }
        boolean shown = found.isDirectory() && !query.recursive();
        return shown
                ? Optional.of(
                        new Listing.Entry(
                                name, Listing.Kind.FOLDER, 0, VersionTags.modified(found)))
                : Optional.empty();
    }

    /**
     * False for the server's own files and for names that are not UTF-8, which no client can ask
     * for.
     */
    static boolean isSpeakable(Path path) {
        String name = path.getFileName().toString();
        if (name.startsWith(SafeRoot.HIDDEN_PREFIX)) {
            return false;
        }
        return name.indexOf('\uFFFD') < 0 || path.resolveSibling(name).equals(path);
    }
}
