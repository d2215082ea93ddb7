package io.flowkeep.files;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.flowkeep.ids.TeamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Adds up a project's files while they are changed, without blocking anybody, and still arrives at
 * the exact sum. Safe for concurrent use: one thread surveys, every thread that changes files
 * reports.
 *
 * <p><b>Idea.</b> Each file is added once: either as the survey sees it, or as its changes say. A
 * change is reported by {@link #touch} before it takes effect. If the survey has not added the file
 * by then, it never will: a file that has been touched is left out when it comes, and its size is
 * what the change found there, with what the changes add. If the survey has added the file already,
 * it saw it as it was before the change, since it looked before it reported; then only what the
 * changes add is missing. So what decides is the order of the two reports, which are made under one
 * lock, and not the order of looking and changing, which is unknown.
 *
 * <p>Whether a file has been added is known by its place in the survey: what has been passed is
 * told by the store, and of the stretch in between, a folder or a page of a listing, the names are
 * kept as {@link Fingerprints}. So memory depends on the largest folder and on the files that
 * change meanwhile, not on the number of files.
 *
 * <p><b>What changes under way mean.</b> A change that had been reported to the account when the
 * tally begins, and may still take effect, is touched at the beginning. What is reported later is
 * added here and in the account alike. So {@link #sums} is at any moment after the survey what the
 * account should say at that moment, and may be put in its place.
 *
 * <p><b>Failure modes.</b> What is changed by other programs meanwhile may be missed. Too many
 * changes, or millions of files in one folder, end the survey by {@link CountBrokenOff}.
 */
final class Tally implements Survey {
    /** Characters of names that are touched during one survey. */
    private static final int MOST_TOUCHED = 8 << 20;

    /** Bytes that a name takes besides its characters. */
    private static final int ENTRY = 100;

    private final Runnable pause;
    private final Fingerprints stretch;
    private final Fingerprints folders;
    private final Map<TeamId, Long> added = new HashMap<>();
    private final Map<String, Touched> touched = new HashMap<>();

    @GuardedBy("this")
    private Predicate<String> passed = _ -> false;

    @GuardedBy("this")
    private int touchedCharacters;

    /**
     * An empty tally.
     *
     * @param chance draws what names are told apart by
     * @param pause run between looks; what it throws ends the survey
     */
    Tally(RandomGenerator chance, Runnable pause) {
        this.pause = pause;
        this.stretch = new Fingerprints(chance);
        this.folders = new Fingerprints(chance);
    }

    /** A file that the survey leaves out, and what it adds. */
    private static final class Touched {
        final TeamId team;

        /** False: what was there is added already. */
        final boolean isWhole;

        long bytes;
        boolean hasMoved;

        /** Its size is only known from what was announced. */
        boolean isUnsure;

        Touched(TeamId team, boolean isWhole, long bytes) {
            this.team = team;
            this.isWhole = isWhole;
            this.bytes = bytes;
            this.isUnsure = isWhole;
        }
    }

    @Override
    public void saw(List<SeenFile> files) {
        pause.run();
        synchronized (this) {
            requireRoom();
            for (SeenFile file : files) {
                if (!touched.containsKey(file.name())) {
                    added.merge(file.team(), file.sizeBytes(), Long::sum);
                    remember(stretch, file.name());
                }
            }
        }
    }

    @Override
    public synchronized void passedFolder(String name) {
        remember(folders, name);
        stretch.clear();
    }

    @Override
    public synchronized void passed(Predicate<String> names) {
        passed = names;
        stretch.clear();
    }

    /**
     * Says that a file may be changed from now on.
     *
     * @param bytes its size
     */
    synchronized void touch(TeamId team, String name, long bytes) {
        Touched known = touched.get(name);
        if (known != null) {
            if (known.isWhole && !known.hasMoved) {
                known.bytes = bytes; // a later look at the file is more accurate
                known.isUnsure = true;
            }
        } else if (!hasPassed(name) && isRoom(name)) {
            boolean isWhole = !stretch.contains(name);
            touched.put(name, new Touched(team, isWhole, isWhole ? bytes : 0));
        }
    }

    /** Says what a change adds to a file that has been touched. */
    synchronized void moved(TeamId team, String name, long difference) {
        Touched known = touched.get(name);
        if (known != null) {
            known.bytes += difference;
            known.hasMoved = true;
            known.isUnsure = false;
        } else {
            added.merge(team, difference, Long::sum);
        }
    }

    /** Files whose size is only known from changes that were not reported to have taken place. */
    synchronized List<String> unsure() {
        List<String> names = new ArrayList<>();
        touched.forEach((name, file) -> {
            if (file.isUnsure) {
                names.add(name);
            }
        });
        return names;
    }

    /** Says what such a file has, before what its changes add. */
    synchronized void looked(String name, long bytes) {
        Touched known = touched.get(name);
        if (known != null && known.isUnsure) {
            known.bytes = bytes;
            known.isUnsure = false;
        }
    }

    /** Bytes per team. Right once the survey has ended, and exact at that moment. */
    synchronized Map<TeamId, Long> sums() {
        requireRoom();
        Map<TeamId, Long> sums = new HashMap<>(added);
        touched.values().forEach(file -> sums.merge(file.team, file.bytes, Long::sum));
        sums.values().removeIf(bytes -> bytes <= 0);
        return sums;
    }

    @GuardedBy("this")
    private boolean hasPassed(String name) {
        return folders.contains(name.substring(0, name.lastIndexOf('/'))) || passed.test(name);
    }

    private static void remember(Fingerprints names, String name) {
        try {
            names.add(name);
        } catch (IllegalStateException _) {
            throw new CountBrokenOff("millions of files in one folder");
        }
    }

    /** The thread that changes a file must not fail because of this; the survey fails instead. */
    @GuardedBy("this")
    private boolean isRoom(String name) {
        if (touchedCharacters < MOST_TOUCHED) {
            touchedCharacters += name.length() + ENTRY;
        }
        return touchedCharacters < MOST_TOUCHED;
    }

    @GuardedBy("this")
    private void requireRoom() {
        if (touchedCharacters >= MOST_TOUCHED) {
            throw new CountBrokenOff("too many changes meanwhile");
        }
    }
}
