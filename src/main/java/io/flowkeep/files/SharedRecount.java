package io.flowkeep.files;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * <p>A change that was announced and did not take place may have been announced with a stale size;
 * such files are looked at again in the end, until nothing comes in between.
 */
final class SharedRecount implements Survey {
    private static final int LOOKS = 5;

    /** Files to be looked at again. */
    private static final int MOST_STAYED = 10_000;

    private final FileStore store;
    private final RecountLedger ledger;
    private final ProjectId project;
    private final Tally tally;
    private final Map<String, FileKey> stayed = new HashMap<>();
    private long last;
    private Map<TeamId, Long> found = Map.of();

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
            case TOUCHED -> tally.touch(note.key().team(), name, note.bytes());
            case MOVED -> tally.moved(note.key().team(), name, note.bytes());
            case STAYED -> {
                tally.stayed(name);
                if (stayed.size() < MOST_STAYED) {
                    stayed.put(name, note.key());
                }
            }
        }
    }

    private void lookAgain() {
        for (int looks = 0; looks < LOOKS && !tally.unsure().isEmpty(); looks++) {
            for (String name : tally.unsure()) {
                if (stayed.containsKey(name)) {
                    long bytes = size(stayed.get(name));
                    if (!readNotes().contains(name)) {
                        tally.looked(name, bytes);
                    }
                }
            }
        }
    }

    private long size(FileKey key) {
        return store.stat(key) instanceof Described.Found(var version) ? version.sizeBytes() : 0;
    }

    private static Map<TeamId, Long> some(Map<TeamId, Long> bytes) {
        Map<TeamId, Long> some = new HashMap<>(bytes);
        some.values().removeIf(each -> each == 0);
        return some;
    }
}
