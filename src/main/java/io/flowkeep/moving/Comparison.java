package io.flowkeep.moving;

import io.flowkeep.moving.Journal.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what a journal says was moved with what the target holds, key by key and in the
 * journal's order. One move only.
 */
final class Comparison {
    /** The most differing keys that are named. */
    static final int SHOWN = 10;

    private static final int SHOW_EVERY = 500;

    private final Target.Check check;
    private final int atOnce;
    private final MoveWatch watcher;
    private final List<Entry.Kept> batch = new ArrayList<>();
    private final ChecksumTotal total = new ChecksumTotal();
    private final Set<String> differing = new LinkedHashSet<>();
    private long checked;
    private MoveCounts tally = MoveCounts.NONE;

    Comparison(Target.Check check, int atOnce, MoveWatch watcher) {
        this.check = check;
        this.atOnce = atOnce;
        this.watcher = watcher;
    }

    ComparisonResult compare(Journal journal) throws IOException {
        watcher.begins("checking", Source.Unit.RECORDS, 0);
        watcher.total(journal.tally().kept());
        tally = journal.tally();
        try {
            journal.read(entry -> {
                if (entry instanceof Entry.Kept kept) {
                    batch.add(kept);
                    if (batch.size() >= atOnce) {
                        compareBatch();
                    }
                }
            });
            compareBatch();
        } finally {
            watcher.done(checked, tally);
            watcher.ends();
        }
        return differing.isEmpty()
                ? new ComparisonResult.Sound(checked, total.hex())
                : new ComparisonResult.Unsound(
                        differing.size(), differing.stream().limit(SHOWN).toList());
    }

    private void compareBatch() throws IOException {
        record Compared(Entry.Kept entry, Optional<String> found) {}
        if (batch.isEmpty()) {
            return;
        }
        InParallel.<Entry.Kept, Compared>each(
                List.copyOf(batch),
                Entry.Kept::key,
                entry -> new Compared(entry, check.checksum(entry.key())),
                compared -> note(compared.entry(), compared.found()));
        batch.clear();
    }

    /** For a key that came twice, the last record counts. */
    private void note(Entry.Kept entry, Optional<String> found) {
        if (found.isPresent() && found.get().equals(entry.checksum())) {
            boolean _ = differing.remove(entry.key());
            total.add(entry.key(), entry.checksum());
        } else {
            boolean _ = differing.add(entry.key());
        }
        checked++;
        if (checked % SHOW_EVERY == 0) {
            watcher.done(checked, tally);
        }
    }
}
