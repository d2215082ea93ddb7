package io.flowkeep.files;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One project's counters. Safe for concurrent use: everything is done under the account's lock,
 * which is held through a scan and a mark (both before the first change only), and never while
 * content arrives.
 */
final class Account {
    private final ProjectId project;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();

    @GuardedBy("lock")
    private final Map<TeamId, Long> bytesByTeam = new HashMap<>();

    @GuardedBy("lock")
    private long used;

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

    /** A change ended without certainty: only a new count at the next start may be written down. */
    @GuardedBy("lock")
    private boolean doubtful;

    @GuardedBy("lock")
    private boolean touched;

    @GuardedBy("lock")
    private boolean retired;

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
    boolean enter(FileStore store, UsageLedger ledger) {
        lock.lock();
        try {
            if (retired) {
                return false;
            }
            load(store, ledger);
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

    /** Ends a change and frees what it still holds in reserve. */
    void leave(long held) {
        lock.lock();
        try {
            reserved -= held;
            running--;
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The ledger's mark stays until the next start, which counts anew. */
    void distrust() {
        lock.lock();
        try {
            doubtful = true;
        } finally {
            lock.unlock();
        }
    }

    /** Sets bytes aside; false if usage with all that is set aside would reach the limit. */
    boolean reserve(long more, long limitBytes) {
        lock.lock();
        try {
            if (used + reserved + more >= limitBytes) {
                return false;
            }
            reserved += more;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Turns what was set aside into usage. The held reserve is freed in any case.
     *
     * @param existed a difference of 0 or less then passes whatever the limit is
     */
    boolean take(TeamId team, long difference, long held, long limitBytes, boolean existed) {
        lock.lock();
        try {
            reserved -= held;
            boolean passes =
                    (existed && difference <= 0) || used + reserved + difference < limitBytes;
            if (passes) {
                add(team, difference);
            }
            return passes;
        } finally {
            lock.unlock();
        }
    }

    /** Corrects usage without asking. */
    void put(TeamId team, long difference) {
        lock.lock();
        try {
            add(team, difference);
        } finally {
            lock.unlock();
        }
    }

    /** A copy of the counters, counted first if need be. */
    Map<TeamId, Long> shares(FileStore store, UsageLedger ledger) {
        lock.lock();
        try {
            load(store, ledger);
            return Map.copyOf(bytesByTeam);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no change runs, keeps new ones out and counts again. */
    Map<TeamId, Long> recount(FileStore store) {
        lock.lock();
        try {
            while (running > 0) {
                quiet.awaitUninterruptibly();
            }
            count(store);
            return Map.copyOf(bytesByTeam);
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
        boolean ready = loaded && unsaved && !doubtful && running == 0;
        if (ready && (evenIfBusy || !wasTouched)) {
            return true;
        }
        lock.unlock();
        return false;
    }

    @GuardedBy("lock")
    Map<TeamId, Long> toSave() {
        return Map.copyOf(bytesByTeam);
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
            retired = loaded && !unsaved && !doubtful && !touched && running == 0;
            return retired;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void load(FileStore store, UsageLedger ledger) {
        if (loaded) {
            return;
        }
        switch (ledger.find(project)) {
            case UsageLedger.Recorded.Exact(var known) -> set(known);
            case UsageLedger.Recorded.Marked _ -> {
                count(store);
                marked = true;
            }
            case UsageLedger.Recorded.Unknown _ -> count(store);
        }
        loaded = true;
    }

    @GuardedBy("lock")
    private void count(FileStore store) {
        set(store.measure(project));
        unsaved = true;
    }

    @GuardedBy("lock")
    private void set(Map<TeamId, Long> known) {
        bytesByTeam.clear();
        used = 0;
        known.forEach(this::add);
    }

    @GuardedBy("lock")
    private void add(TeamId team, long difference) {
        used += difference;
        bytesByTeam.merge(team, difference, Long::sum);
    }
}
