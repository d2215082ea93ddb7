package io.flowkeep.storage.sqlite;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.SqlWork;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The one writer of a database: a thread that takes all works that wait and runs them in one
 * transaction, so that they share one flush of the disk (group commit).
 *
 * <p>While one group is being flushed the next one gathers, so the busier the server, the larger
 * the groups: a single write costs one flush, a hundred at once cost hardly more. Nobody waits for
 * a group to fill.
 *
 * <p>A work that fails must not affect the others of its group. Failures are rare, and savepoints
 * cost as much as the works. So a group runs without them first; if a work fails, all is undone,
 * and the group runs once more with each work under a savepoint, to which a failed one is rolled
 * back. Works may therefore run twice. Only if SQLite itself has ended the whole transaction (disk
 * full, input/output error) do all works of the group fail. Callers learn the result after the
 * commit, never before.
 *
 * <p>One writer also means that no two connections of this process ever compete for SQLite's write
 * lock. Another process may: {@code BEGIN IMMEDIATE} then waits up to the busy time-out.
 *
 * <p>Safe for concurrent use.
 */
final class GroupWriter implements AutoCloseable {
    private final SqlSession session;
    private final SqliteSettings settings;
    private final BlockingQueue<QueuedWrite<?>> queue;
    private final Thread thread;
    private final QueuedWrite<Boolean> last = new QueuedWrite<>(_ -> true);
    private volatile boolean stopped;

    GroupWriter(String name, SqlSession session, SqliteSettings settings) {
        this.session = session;
        this.settings = settings;
        this.queue = new ArrayBlockingQueue<>(settings.queuedWrites());
        this.thread = Thread.ofPlatform().name("sqlite-" + name).daemon().start(this::loop);
    }

    int queued() {
        return queue.size();
    }

    /** Runs a work and returns when it is committed. */
    <T> T write(SqlWork<T> work) {
        QueuedWrite<T> write = new QueuedWrite<>(work);
        enqueue(write);
        return write.await();
    }

    private void enqueue(QueuedWrite<?> write) {
        if (stopped || !offer(write)) {
            throw new StoreUnavailable(
                    stopped ? "the database is closed" : "too many writes wait", null);
        }
        // The thread may have ended between the check and the offer; then the write would never be
        // run.
        if (stopped && queue.remove(write)) {
            throw new StoreUnavailable("the database is closed", null);
        }
    }

    private boolean offer(QueuedWrite<?> write) {
        try {
            return queue.offer(write, settings.busyTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted before the write was taken up", e);
        }
    }

    private void loop() {
        List<QueuedWrite<?>> group = new ArrayList<>();
        boolean goOn = true;
        while (goOn) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                continue; // Only close() ends this thread, by its last work.
            }
            queue.drainTo(group, settings.groupedWrites() - 1);
            goOn = !group.contains(last);
            runSafely(group);
            group.clear();
        }
        stopped = true;
        queue.drainTo(group);
        finish(group, new StoreUnavailable("the database is closed", null));
    }

    /** Keeps the thread alive, whatever happens: without it every later write would hang. */
    private void runSafely(List<QueuedWrite<?>> group) {
        try {
            runGroup(group);
        } catch (RuntimeException | Error e) {
            rollBack();
            finish(group, new StoreOutcomeUnknown("the writer failed", e));
        }
    }

    private void runGroup(List<QueuedWrite<?>> group) {
        try {
            session.execute("BEGIN IMMEDIATE");
            if (!allWork(group)) {
                rollBack();
                if (group.size() == 1) {
                    group.getFirst().finish();
                    return;
                }
                session.execute("BEGIN IMMEDIATE");
                for (QueuedWrite<?> write : group) {
                    runUnderSavepoint(write);
                }
            }
        } catch (SQLException e) {
            rollBack();
            finish(group, SqliteErrors.translate("write", e));
            return;
        }
        commit(group);
    }

    /** Stops at the first that fails. */
    private boolean allWork(List<QueuedWrite<?>> group) {
        for (QueuedWrite<?> write : group) {
            write.run(session);
            if (write.failed()) {
                return false;
            }
        }
        return true;
    }

    private void runUnderSavepoint(QueuedWrite<?> write) throws SQLException {
        session.execute("SAVEPOINT work");
        write.run(session);
        if (write.failed()) {
            session.execute("ROLLBACK TO work");
        }
        session.execute("RELEASE work");
    }

    private void commit(List<QueuedWrite<?>> group) {
        long start = System.nanoTime();
        try {
            session.execute("COMMIT");
        } catch (SQLException e) {
            rollBack();
            finish(group, SqliteErrors.translateCommit("commit", e));
            return;
        }
        long nanos = System.nanoTime() - start;
        group.forEach(QueuedWrite::finish);
        settings.observer().committed(group.size(), nanos);
    }

    private static void finish(List<QueuedWrite<?>> group, StoreFault fault) {
        group.forEach(write -> write.finish(fault));
    }

    private void rollBack() {
        try {
            session.execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has already rolled back by itself; there is nothing left to undo.
        }
    }

    /** Waits for the queued works, then ends the thread. The connection stays open. */
    @Override
    public void close() {
        if (!stopped && offer(last)) {
            last.await();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
