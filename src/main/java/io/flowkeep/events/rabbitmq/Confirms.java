package io.flowkeep.events.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.flowkeep.events.Publication;
import io.flowkeep.events.Publication.Unroutable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the broker says to one batch. Filled by the client's reading thread, waited for by the one
 * that publishes; safe for concurrent use.
 *
 * <p>The tags of a batch follow one another, since one batch at a time is published on a channel. A
 * message for which no queue is bound is returned first and acknowledged afterwards.
 */
final class Confirms {
    private final long firstTag;
    private final List<String> ids;

    @GuardedBy("this")
    private final Map<String, String> returned = new HashMap<>();

    @GuardedBy("this")
    private final Map<Integer, Publication> ends = new HashMap<>();

    @GuardedBy("this")
    private String failure = "";

    @GuardedBy("this")
    private long progressNanos = System.nanoTime();

    /**
     * Nothing said yet.
     *
     * @param ids the messages' ids, in the order in which they are published
     */
    Confirms(long firstTag, List<String> ids) {
        this.firstTag = firstTag;
        this.ids = ids;
    }

    synchronized void returned(String id, String reason) {
        returned.put(id, reason);
    }

    /** Takes the end of one message or of all up to it; tags of other batches are passed over. */
    synchronized void settled(long tag, boolean multiple, Publication end) {
        long last = tag - firstTag;
        if (last < 0 || last >= ids.size()) {
            return;
        }
        for (int place = multiple ? 0 : (int) last; place <= last; place++) {
            String why = returned.getOrDefault(ids.get(place), "");
            ends.putIfAbsent(place, why.isEmpty() ? end : new Unroutable(why));
        }
        progressed();
    }

    synchronized void progressed() {
        progressNanos = System.nanoTime();
        notifyAll();
    }

    /** Ends the waiting: no more will be said. */
    synchronized void failed(String reason) {
        failure = reason;
        notifyAll();
    }

    /** For how long nothing has happened. */
    synchronized Duration silence() {
        return Duration.ofNanos(System.nanoTime() - progressNanos);
    }

    /** Waits as long as something is said every now and then. */
    synchronized List<Publication> await(Duration patience)
            throws IOException, InterruptedException, TimeoutException {
        while (ends.size() < ids.size()) {
            if (!failure.isEmpty()) {
                throw new IOException(failure);
            }
            long left = patience.toNanos() - (System.nanoTime() - progressNanos);
            if (left <= 0) {
                throw new TimeoutException("no confirm within " + patience.toMillis() + " ms");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        List<Publication> publications = new ArrayList<>(ids.size());
        for (int place = 0; place < ids.size(); place++) {
            publications.add(ends.getOrDefault(place, new Publication.Confirmed()));
        }
        return publications;
    }
}
