package io.flowkeep.storage.s3;

import io.flowkeep.faults.StoreUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the changes of one object follow each other within this process, so that its own changes
 * never conflict. Safe for concurrent use.
 */
final class ObjectQueues {
    private final Duration patience;
    private final Map<String, Lane> lanes = new HashMap<>();

    ObjectQueues(Duration patience) {
        this.patience = patience;
    }

    private static final class Lane {
        final ReentrantLock lock = new ReentrantLock(true);
        int users;
    }

    /** The right to change an object; given back by closing. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for the turn.
     *
     * @throws StoreUnavailable it did not come in time
     */
    Turn enter(String key) {
        Lane lane = join(key);
        boolean entered = false;
        try {
            entered = lane.lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!entered) {
                leave(key, lane);
            }
        }
        if (!entered) {
            throw new StoreUnavailable("too many changes are waiting for " + key, null);
        }
        return () -> {
            lane.lock.unlock();
            leave(key, lane);
        };
    }

    private synchronized Lane join(String key) {
        Lane lane = Optional.ofNullable(lanes.get(key)).orElseGet(Lane::new);
        lane.users++;
        lanes.put(key, lane);
        return lane;
    }

    private synchronized void leave(String key, Lane lane) {
        lane.users--;
        if (lane.users == 0) {
            lanes.remove(key);
        }
    }
}
