package io.flowkeep.storage.sqlite;

import io.flowkeep.faults.Durability;
import java.time.Duration;

/**
 * How a database is run. Immutable.
 *
 * @param durability what a finished write survives
 * @param busyTimeout how long to wait for another process, a free reader or a place in the queue
 * @param readers connections for reading, at least 1
 * @param queuedWrites writes that may wait; more are refused after the busy time-out
 * @param groupedWrites the most writes that share one commit
 * @param observer told of each commit
 */
public record SqliteSettings(
        Durability durability,
        Duration busyTimeout,
        int readers,
        int queuedWrites,
        int groupedWrites,
        CommitObserver observer) {

    /** Told of commits, for metrics; called on the writer's thread, so it must be quick. */
    @FunctionalInterface
    public interface CommitObserver {
        /** A group of writes was committed; the time is that of the commit alone. */
        void committed(int writes, long nanos);
    }

    /** Checks the numbers. */
    public SqliteSettings {
        if (readers < 1 || queuedWrites < 1 || groupedWrites < 1) {
            throw new IllegalArgumentException("each of the sizes must be at least 1");
        }
    }

    /**
     * With flushes, 5 s of waiting, 4 readers, 1024 waiting writes of which 256 share a commit. The
     * waiting writes are bounded mainly by the number of requests that may run at once.
     */
    public static SqliteSettings durable() {
        return new SqliteSettings(
                Durability.FULL, Duration.ofSeconds(5), 4, 1024, 256, (_, _) -> {});
    }

    /** The same with another durability. */
    public SqliteSettings with(Durability other) {
        return new SqliteSettings(
                other, busyTimeout, readers, queuedWrites, groupedWrites, observer);
    }

    /** The same with another observer. */
    public SqliteSettings with(CommitObserver other) {
        return new SqliteSettings(
                durability, busyTimeout, readers, queuedWrites, groupedWrites, other);
    }
}
