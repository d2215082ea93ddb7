package io.flowkeep.storage.postgres;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One of the few lines in which changes of context wait. All changes of a project go through the
 * same lane, so within this server they never race; those of another server are noticed.
 *
 * <p>The lane takes all changes that wait and makes them together: one round trip reads what they
 * look at, one writes what they come to and commits. While a group is under way the next one
 * gathers, so the busier the server, the larger the groups. Nobody waits for a group to fill.
 *
 * <p>What another server has changed in between is noticed by the project's version: nothing of
 * that project is written, and its changes are decided on again. After some such conflicts the lane
 * locks the projects first, which costs more round trips and cannot conflict.
 *
 * <p>A decider that fails affects its own caller only. If PostgreSQL rejects a group as invalid,
 * each of its changes is tried alone, so that only the one at fault fails. If the connection is
 * lost while the group is written, the outcome is unknown.
 *
 * <p>Between the two statements no connection is held, so one is enough for all lanes and all other
 * work. There is a thread only while there is something to do, so nothing has to be closed. Safe
 * for concurrent use.
 */
final class ContextLane {
    private static final int QUEUED = 1024;
    private static final int GROUPED = 256;

    /** How many conflicts there may be before the projects are locked. */
    private static final int LOSSES = 3;

    private final PostgresDatabase database;
    private final InstantSource clock;
    private final Duration patience;
    private final BlockingQueue<QueuedChange<?>> queue = new ArrayBlockingQueue<>(QUEUED);
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * An empty lane.
     *
     * @param patience the longest wait for a place in the queue
     */
    ContextLane(PostgresDatabase database, InstantSource clock, Duration patience) {
        this.database = database;
        this.clock = clock;
        this.patience = patience;
    }

    /** Makes a change and returns when it is committed. */
    <O> O change(QueuedChange<O> change) {
        if (!offer(change)) {
            throw new StoreUnavailable("too many changes wait", null);
        }
        if (running.compareAndSet(false, true)) {
            Thread.ofVirtual().name("postgres-context").start(this::work);
        }
        return change.await();
    }

    private boolean offer(QueuedChange<?> change) {
        try {
            return queue.offer(change, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted before the change was taken up", e);
        }
    }

    private void work() {
        do {
            List<QueuedChange<?>> group = new ArrayList<>();
            queue.drainTo(group, GROUPED);
            while (!group.isEmpty()) {
                group = runSafely(group);
                queue.drainTo(group, GROUPED - group.size());
            }
            running.set(false);
            // Changes that came before that saw a running thread and started none.
        } while (!queue.isEmpty() && running.compareAndSet(false, true));
    }

    /** Keeps the thread alive whatever happens: without it, waiting changes would hang. */
    private List<QueuedChange<?>> runSafely(List<QueuedChange<?>> group) {
        try {
            return run(group);
        } catch (RuntimeException | Error e) {
            finish(group, new StoreOutcomeUnknown("the lane failed", e));
            return new ArrayList<>();
        }
    }

    /** Makes the changes of a group; returns those for which it had no room. */
    private List<QueuedChange<?>> run(List<QueuedChange<?>> group) {
        List<QueuedChange<?>> postponed = new ArrayList<>();
        List<QueuedChange<?>> open = group;
        for (int losses = 0; !open.isEmpty(); losses++) {
            open = losses < LOSSES ? attempt(open, postponed) : insist(open, postponed);
        }
        return postponed;
    }

    /** Returns the changes of projects that other servers have changed meanwhile. */
    private List<QueuedChange<?>> attempt(
            List<QueuedChange<?>> open, List<QueuedChange<?>> postponed) {
        ContextRound round;
        try {
            round = database.read(session -> ContextRound.read(session, open));
        } catch (StoreFault e) {
            return failed(open, e, postponed);
        }
        round.decide();
        postponed.addAll(round.postponed());
        round.idle().forEach(QueuedChange::finish);
        if (!round.hasChanges()) {
            return List.of();
        }
        try {
            return made(round, database.write(session -> round.save(session, clock.millis())));
        } catch (StoreFault e) {
            return failed(round.busy(), e, postponed);
        }
    }

    /** The same under locks, so that no other change can come between. */
    private List<QueuedChange<?>> insist(
            List<QueuedChange<?>> open, List<QueuedChange<?>> postponed) {
        try {
            ContextRound round =
                    database.transaction(session -> {
                        ContextRound.lock(session, open);
                        ContextRound locked = ContextRound.read(session, open);
                        locked.decide();
                        var _ = locked.hasChanges() ? locked.save(session, clock.millis()) : 0;
                        return locked;
                    });
            postponed.addAll(round.postponed());
            round.idle().forEach(QueuedChange::finish);
            round.busy().forEach(QueuedChange::finish);
            return List.of();
        } catch (StoreFault e) {
            return failed(open, e, postponed);
        }
    }

    private static List<QueuedChange<?>> made(ContextRound round, Set<String> projects) {
        List<QueuedChange<?>> lost = new ArrayList<>();
        for (QueuedChange<?> work : round.busy()) {
            if (projects.contains(work.project().text())) {
                work.finish();
            } else {
                lost.add(work);
            }
        }
        return lost;
    }

    /** Ends the changes, or tries them one by one if only one of them may be at fault. */
    private List<QueuedChange<?>> failed(
            List<QueuedChange<?>> group, StoreFault fault, List<QueuedChange<?>> postponed) {
        if (fault instanceof StoreCorrupt && group.size() > 1) {
            group.forEach(each -> postponed.addAll(run(List.of(each))));
        } else {
            finish(group, fault);
        }
        return List.of();
    }

    private static void finish(List<QueuedChange<?>> group, StoreFault fault) {
        group.forEach(change -> change.finish(fault));
    }
}
