package io.flowkeep.moving;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FilePath;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.ListQuery;
import io.flowkeep.files.Listing;
import io.flowkeep.files.Missing;
import io.flowkeep.files.Obstacle;
import io.flowkeep.files.Opened;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;

/** Files from a store, by team, project and path. */
final class StoredFiles implements Source<FileRecord> {
    private static final int AT_ONCE = 16;

    private final FileStore store;
    private final Runnable closing;
    private final Deque<Owner> owners = new ArrayDeque<>();
    private final Deque<Listing.Entry> page = new ArrayDeque<>();
    private boolean begun;
    private boolean more;
    private String after = "";
    private long done;

    private record Owner(TeamId team, ProjectId project) {
        static final Comparator<Owner> ORDER =
                Comparator.comparing(Owner::team).thenComparing(Owner::project);
    }

    /** Reads a store; {@code closing} ends it. */
    StoredFiles(FileStore store, Runnable closing) {
        this.store = store;
        this.closing = closing;
    }

    @Override
    public void goOnBehind(String position) {
        FileKey key =
                FileKeyText.parse(position)
                        .orElseThrow(() -> new IllegalArgumentException("no place of a file"));
        begin();
        Owner owner = new Owner(key.team(), key.project());
        while (!owners.isEmpty() && Owner.ORDER.compare(owners.getFirst(), owner) < 0) {
            owners.removeFirst();
        }
        if (!owners.isEmpty() && owners.getFirst().equals(owner)) {
            after = key.path().text();
            more = true;
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            for (TeamId team : store.teams().stream().sorted().toList()) {
                store.projects(team).stream()
                        .sorted()
                        .forEach(project -> owners.add(new Owner(team, project)));
            }
            more = true;
        }
    }

    @Override
    public Optional<SourceItem<FileRecord>> next() {
        begin();
        while (page.isEmpty()) {
            if (owners.isEmpty()) {
                return Optional.empty();
            }
            if (more) {
                load(owners.getFirst());
            } else {
                owners.removeFirst();
                after = "";
                more = true;
            }
        }
        Owner owner = owners.getFirst();
        Listing.Entry entry = page.removeFirst();
        done++;
        FileKey key = new FileKey(owner.team(), owner.project(), new FilePath(entry.name()));
        String text = FileKeyText.text(key);
        FileRecord file = new FileRecord(key, () -> open(key), true);
        return Optional.of(new SourceItem.Good<>(text, text, text, 1, file));
    }

    private void load(Owner owner) {
        more = false;
        Listing listing = list(owner, after);
        if (listing instanceof Listing.Page found && !found.entries().isEmpty()) {
            page.addAll(found.entries());
            after = found.entries().getLast().name();
            more = found.more();
        }
    }

    private Listing list(Owner owner, String behind) {
        ListQuery query = new ListQuery(ListQuery.USUAL_LIMIT, behind, true);
        return store.list(owner.team(), owner.project(), FilePath.ROOT, query);
    }

    /** A failing source must not be mistaken for a target that refuses the file. */
    private FileRecord.Reading open(FileKey key) throws IOException {
        Opened opened;
        try {
            opened = store.open(key, FileStore.Wanted.WHOLE);
        } catch (StoreFault e) {
            throw new IOException("cannot read " + FileKeyText.text(key), e);
        }
        return switch (opened) {
            case Opened.Found(var version, var content) ->
                    new FileRecord.Reading(
                            version.sizeBytes(), version.modified(), ContentStream.of(content));
            case Missing _ -> throw new FileRecord.Unreadable("was deleted while files were moved");
            case Obstacle obstacle ->
                    throw new FileRecord.Unreadable(Obstacles.inTheSource(obstacle));
        };
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
        for (TeamId team : store.teams()) {
            for (ProjectId project : store.projects(team)) {
                total += count(new Owner(team, project));
            }
        }
        return total;
    }

    private long count(Owner owner) {
        long count = 0;
        String behind = "";
        boolean follows = true;
        while (follows) {
            follows = false;
            if (list(owner, behind) instanceof Listing.Page found && !found.entries().isEmpty()) {
                count += found.entries().size();
                behind = found.entries().getLast().name();
                follows = found.more();
            }
        }
        return count;
    }

    @Override
    public void close() {
        closing.run();
    }
}
