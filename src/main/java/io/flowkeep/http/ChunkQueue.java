package io.flowkeep.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What the event loop hands to a request's thread: chunks, then an end. The event loop only adds
 * and never waits; the reader waits without holding a carrier thread. Safe for one of each. It is
 * bounded by the reader's demand: no more chunks are fetched from the client than {@link VertxBody}
 * has asked for.
 */
final class ChunkQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Event> events = new ArrayDeque<>();

    /** What came in. */
    sealed interface Event {
        /** Some bytes. */
        @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
        record Chunk(byte[] bytes) implements Event {}

        /** The body is complete. */
        record End() implements Event {}

        /** The connection broke before the end. */
        record Broken() implements Event {}

        /** Nothing came in time. */
        record Silence() implements Event {}
    }

    void add(Event event) {
        lock.lock();
        try {
            events.add(event);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next event, and waits for it; {@link Event.Silence} if none comes in time. An
     * interrupt counts as broken.
     */
    Event take(Duration patience) {
        return next(patience, ArrayDeque::remove);
    }

    /** Tells the next event and leaves it there, with the same wait and ends as {@link #take}. */
    Event first(Duration patience) {
        return next(patience, ArrayDeque::element);
    }

    private Event next(Duration patience, Function<ArrayDeque<Event>, Event> choose) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (events.isEmpty()) {
                if (left <= 0) {
                    return new Event.Silence();
                }
                left = changed.awaitNanos(left);
            }
            return choose.apply(events);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Event.Broken();
        } finally {
            lock.unlock();
        }
    }

    /** The wait in whole milliseconds, for messages. */
    static long millis(Duration patience) {
        return TimeUnit.NANOSECONDS.toMillis(patience.toNanos());
    }
}
