package io.flowkeep.files;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One count of a project that several servers write to. For one thread.
 *
 * <p><b>Idea.</b> A {@link Tally} must hear of a change before it hears what the survey saw of the
 * file, if the change may have taken effect when the survey looked. A change takes effect only
 * after the ledger has taken note of it. So the notes are read after each look and before the tally
 * is told of it: what has not been noted by then came after the look.
 *
 * <p>A change may be announced with a stale size; such a change cannot take effect. So a file of
 * which nothing but announcements is known, some of them by servers that died, is looked at again
 * in the end, until nothing comes in between. If it carries the id of one of these, that one has
 * taken place and the size that it announced was right; the account will hear what it adds. If it
 * carries none, what lies there counts.
 */
final class SharedRecount implements Survey {
    private static final int LOOKS = 5;

    /** The change id of a deletion. */
    private static final String DELETION = "";

    /** A change id that no announcement has. */
    private static final String NOBODYS = "-";

    /** Files to be looked at again. */
    private static final int MOST_ANNOUNCED = 10_000;

    private final FileStore store;
    private final RecountLedger ledger;
    private final ProjectId project;
    private final Tally tally;
    private final Map<String, Announced> announced = new HashMap<>();
    private long last;
    private Map<TeamId, Long> found = Map.of();

    /** A file, and the size before each change that may take effect, or has, by the change's id. */
    private record Announced(FileKey key, Map<String, Long> sizes) {}

    SharedRecount(FileStore store, RecountLedger ledger, ProjectId project, Tally tally) {
        this.store = store;
        this.ledger = ledger;
        this.project = project;
        this.tally = tally;
    }

    /** Counts and writes down; empty if the lease ran out meanwhile. */
    Optional<Recounts.Recounted> run(String id, long doubts, Set<TeamId> known) {
        store.survey(project, known, this);
        lookAgain();
        return ledger.endRecount(id, project, new RecountLedger.Ending(doubts, last, this::sums))
                .map(before -> new Recounts.Recounted(project, some(before), found));
    }

    @Override
    public void saw(List<SeenFile> files) {
        var _ = readNotes();
        tally.saw(files);
    }

    @Override
    public void passedFolder(String name) {
        tally.passedFolder(name);
    }

    @Override
    public void passed(Predicate<String> names) {
        tally.passed(names);
    }

    private Map<TeamId, Long> sums(List<RecountLedger.Note> notes) {
        notes.forEach(this::take);
        found = tally.sums();
        return found;
    }

    /** Of which files the notes tell that have come since the last time. */
    private Set<String> readNotes() {
        Set<String> names = new HashSet<>();
        List<RecountLedger.Note> notes = ledger.notes(project, last);
        while (!notes.isEmpty()) {
            for (RecountLedger.Note note : notes) {
                take(note);
                names.add(note.key().name());
            }
            notes = ledger.notes(project, last);
        }
        return names;
    }

    private void take(RecountLedger.Note note) {
        if (note.number() <= last) {
            return;
        }
        last = note.number();
        String name = note.key().name();
        switch (note.kind()) {
            case TOUCHED -> {
                tally.touch(note.key().team(), name, note.bytes());
                announce(name, note);
            }
            case MOVED -> {
                tally.moved(note.key().team(), name, note.bytes());
                announced.remove(name);
            }
            case STAYED -> {} // that something was heard of the file is what counts
        }
    }

    private void announce(String name, RecountLedger.Note note) {
        if (announced.containsKey(name) || announced.size() < MOST_ANNOUNCED) {
            announced
                    .computeIfAbsent(name, _ -> new Announced(note.key(), new HashMap<>()))
                    .sizes()
                    .put(note.change(), note.bytes());
        }
    }

    private void lookAgain() {
        for (int looks = 0; looks < LOOKS && !tally.unsure().isEmpty(); looks++) {
            for (String name : tally.unsure()) {
                if (announced.containsKey(name)) {
                    lookAgain(name, announced.get(name));
                }
            }
        }
    }

    private void lookAgain(String name, Announced file) {
        Optional<String> change = store.lastChange(file.key());
        OptionalLong bytes = size(file.key());
        boolean isOneLook = store.lastChange(file.key()).equals(change);
        if (!readNotes().contains(name) && isOneLook) {
            String last = bytes.isEmpty() ? DELETION : change.orElse(NOBODYS);
            tally.looked(name, file.sizes().getOrDefault(last, bytes.orElse(0)));
        }
    }

    private OptionalLong size(FileKey key) {
        return store.stat(key) instanceof Described.Found(var version)
                ? OptionalLong.of(version.sizeBytes())
                : OptionalLong.empty();
    }

    private static Map<TeamId, Long> some(Map<TeamId, Long> bytes) {
        Map<TeamId, Long> some = new HashMap<>(bytes);
        some.values().removeIf(each -> each == 0);
        return some;
    }
}
