package io.flowkeep.files;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One project's counters. Safe for concurrent use: everything is done under the account's lock,
 * which is held through the very first count and a mark (both before the first change only), and
 * never while content arrives or files are counted again.
 *
 * <p><b>Counting again.</b> A {@link Tally} that has begun is told of each change by the account,
 * under its lock and before the change takes effect; when it has ended, what it says takes the
 * place of what was known, under the lock as well, so that no change comes in between.
 *
 * <p><b>Doubt.</b> Files change behind the server's back. Something impossible, such as a file that
 * is larger than all that is known of, puts the account in doubt, and so does a change whose
 * outcome is unknown. No counter falls below 0. Doubt ends with a count that began after it; until
 * then nothing is written down.
 */
final class Account {
    private final ProjectId project;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final TeamShares shares = new TeamShares();

    @GuardedBy("lock")
    private long reserved;

    @GuardedBy("lock")
    private int running;

    @GuardedBy("lock")
    private boolean loaded;

    /** What the ledger holds is not what is counted here. */
    @GuardedBy("lock")
    private boolean unsaved;

    /** The ledger knows that. */
    @GuardedBy("lock")
    private boolean marked;

    /** How often doubt has come up, and how much of that the last count has settled. */
    @GuardedBy("lock")
    private long doubts;

    @GuardedBy("lock")
    private long settledDoubts;

    /** Files that have been charged by changes that may not have taken effect yet. */
    @GuardedBy("lock")
    private final Map<String, Underway> underway = new HashMap<>();

    @GuardedBy("lock")
    private final Map<Tally, Count> counts = new HashMap<>();

    /** When the last count began that has ended, by a clock that only goes forward. */
    @GuardedBy("lock")
    private OptionalLong countedAt = OptionalLong.empty();

    @GuardedBy("lock")
    private boolean touched;

    @GuardedBy("lock")
    private boolean retired;

    private static final class Underway {
        final TeamId team;
        long bytes;
        int changes;

        Underway(TeamId team) {
            this.team = team;
        }
    }

    private record Count(long startNanos, long doubts) {}

    /** A count that has ended: what was recorded when it ended, and what it found. */
    record Correction(Map<TeamId, Long> before, Map<TeamId, Long> after) {}

    Account(ProjectId project) {
        this.project = project;
    }

    ProjectId project() {
        return project;
    }

    /**
     * Lets a change begin, with the ledger's mark set before it. False if the account has been
     * dropped meanwhile: look it up again.
     */
    boolean enter(FileStore store, UsageLedger ledger, long nowNanos) {
        lock.lock();
        try {
            if (retired) {
                return false;
            }
            load(store, ledger, nowNanos);
            if (!marked) {
                ledger.mark(project);
                marked = true;
                unsaved = true;
            }
            running++;
            touched = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a change and frees what it still holds in reserve.
     *
     * @param name the file that it charged; empty if none
     * @return whether the project should be counted
     */
    boolean leave(long held, String name) {
        lock.lock();
        try {
            reserved -= held;
            running--;
            underway.computeIfPresent(name, (_, file) -> --file.changes > 0 ? file : null);
            return isDoubtful();
        } finally {
            lock.unlock();
        }
    }

    /** Only what a count finds from now on may be relied on. */
    void distrust() {
        lock.lock();
        try {
            doubts++;
        } finally {
            lock.unlock();
        }
    }

    /** Sets bytes aside; false if usage with all that is set aside would reach the limit. */
    boolean reserve(long more, long limitBytes) {
        lock.lock();
        try {
            if (shares.sum() + reserved + more >= limitBytes) {
                return false;
            }
            reserved += more;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a change does to one file.
     *
     * @param isNew whether it is the first time that this change charges anything
     */
    record Cost(TeamId team, String name, long oldBytes, long newBytes, boolean isNew) {
        long difference() {
            return newBytes - oldBytes;
        }
    }

    /**
     * Turns what was set aside into usage. The held reserve is freed in any case.
     *
     * @param existed a difference of 0 or less then passes whatever the limit is
     */
    boolean take(Cost cost, long held, long limitBytes, boolean existed) {
        lock.lock();
        try {
            reserved -= held;
            boolean passes =
                    (existed && cost.difference() <= 0)
                            || shares.sum() + reserved + cost.difference() < limitBytes;
            if (passes) {
                touch(cost, cost.newBytes());
                move(cost.team(), cost.name(), cost.difference());
            }
            return passes;
        } finally {
            lock.unlock();
        }
    }

    /** Says that a file is about to be deleted. */
    void touch(Cost cost) {
        lock.lock();
        try {
            touch(cost, cost.oldBytes());
        } finally {
            lock.unlock();
        }
    }

    /** Corrects usage without asking; the file has been touched or taken. */
    void put(Cost cost) {
        lock.lock();
        try {
            underway.computeIfPresent(
                    cost.name(),
                    (_, file) -> {
                        file.bytes = cost.newBytes();
                        return file;
                    });
            move(cost.team(), cost.name(), cost.difference());
        } finally {
            lock.unlock();
        }
    }

    /** A copy of the counters, counted first if need be. */
    Map<TeamId, Long> shares(FileStore store, UsageLedger ledger, long nowNanos) {
        lock.lock();
        try {
            load(store, ledger, nowNanos);
            return shares.all();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a count has ended that did not begin before this moment. */
    boolean isCountedSince(long startNanos) {
        lock.lock();
        try {
            return countedAt.isPresent() && countedAt.getAsLong() - startNanos >= 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether what is known cannot be relied on. */
    boolean isInDoubt() {
        lock.lock();
        try {
            return isDoubtful();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells a tally of all changes from now on.
     *
     * @return false if the account has been dropped meanwhile: look it up again
     */
    boolean beginCount(Tally tally, long nowNanos) {
        lock.lock();
        try {
            if (retired) {
                return false;
            }
            counts.put(tally, new Count(nowNanos, doubts));
            underway.forEach((name, file) -> tally.touch(file.team, name, file.bytes));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Puts what a tally says in place of what was known. */
    Correction endCount(Tally tally) {
        lock.lock();
        try {
            Map<TeamId, Long> before = shares.some();
            Map<TeamId, Long> after = tally.sums();
            Count count = counts.getOrDefault(tally, new Count(0, 0));
            boolean wasDoubtful = isDoubtful();
            settledDoubts = Math.max(settledDoubts, count.doubts);
            countedAt = OptionalLong.of(count.startNanos);
            shares.set(after);
            unsaved |= wasDoubtful || !before.equals(after);
            return new Correction(before, after);
        } finally {
            lock.unlock();
        }
    }

    /** Tells a tally nothing any more. */
    void leaveCount(Tally tally) {
        lock.lock();
        try {
            counts.remove(tally);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the lock for {@link LocalUsage#save} if there is something exact to write down now.
     *
     * @param evenIfBusy false: only if nothing has been asked of the account since the last time
     */
    @SuppressWarnings("GuardedBy") // held after tryLock, which the check does not follow
    boolean beginSave(boolean evenIfBusy) {
        if (!lock.tryLock()) {
            return false;
        }
        boolean wasTouched = touched;
        touched = false;
        boolean ready = loaded && unsaved && !isDoubtful() && running == 0;
        if (ready && (evenIfBusy || !wasTouched)) {
            return true;
        }
        lock.unlock();
        return false;
    }

    @GuardedBy("lock")
    Map<TeamId, Long> toSave() {
        return shares.all();
    }

    /** Lets go of the lock that {@link #beginSave} took. */
    @GuardedBy("lock")
    void endSave(boolean done) {
        if (done) {
            unsaved = false;
            marked = false;
        }
        lock.unlock();
    }

    /** Makes the account unusable if nothing would be lost with it. */
    boolean retire() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            boolean isIdle = !isDoubtful() && !touched && running == 0 && counts.isEmpty();
            retired = loaded && !unsaved && isIdle;
            return retired;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void load(FileStore store, UsageLedger ledger, long nowNanos) {
        if (loaded) {
            return;
        }
        switch (ledger.find(project)) {
            case UsageLedger.Recorded.Exact(var known) -> shares.set(known);
            case UsageLedger.Recorded.Marked _ -> {
                count(store, nowNanos);
                marked = true;
            }
            case UsageLedger.Recorded.Unknown _ -> count(store, nowNanos);
        }
        loaded = true;
    }

    @GuardedBy("lock")
    private void count(FileStore store, long nowNanos) {
        shares.set(store.measure(project));
        countedAt = OptionalLong.of(nowNanos);
        unsaved = true;
    }

    @GuardedBy("lock")
    private void touch(Cost cost, long bytes) {
        doubts += cost.oldBytes() > shares.of(cost.team()) ? 1 : 0;
        Underway file = underway.computeIfAbsent(cost.name(), _ -> new Underway(cost.team()));
        file.bytes = bytes;
        file.changes += cost.isNew() ? 1 : 0;
        counts.keySet().forEach(tally -> tally.touch(cost.team(), cost.name(), cost.oldBytes()));
    }

    @GuardedBy("lock")
    private void move(TeamId team, String name, long difference) {
        counts.keySet().forEach(tally -> tally.moved(team, name, difference));
        doubts += shares.move(team, difference) ? 0 : 1;
    }

    @GuardedBy("lock")
    private boolean isDoubtful() {
        return doubts > settledDoubts;
    }
}
