package io.flowkeep.storage.mongodb;

import com.mongodb.client.MongoCollection;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;

/** One call of a store: its steps share the time that a call may take. One thread only. */
final class Call {
    private static final int LONGEST_PAUSE_MILLIS = 32;

    private final String doing;
    private final MongoCollection<BsonDocument> flows;
    private final MongoSettings settings;
    private final long end;

    Call(String doing, MongoCollection<BsonDocument> flows, MongoSettings settings) {
        this.doing = doing;
        this.flows = flows;
        this.settings = settings;
        this.end = settings.nanoTime().getAsLong() + settings.call().toNanos();
    }

    String doing() {
        return doing;
    }

    /** The collection, for one step that has the time that is left. */
    MongoCollection<BsonDocument> flows() {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - settings.nanoTime().getAsLong());
        if (millis < 1) {
            throw MongoErrors.late(doing);
        }
        return flows.withTimeout(millis, TimeUnit.MILLISECONDS);
    }

    /** Waits a little before another try, by chance and longer from try to try. */
    void pause(int tries) {
        int most = Math.min(1 << Math.min(tries, 10), LONGEST_PAUSE_MILLIS);
        try {
            TimeUnit.MICROSECONDS.sleep((long) (settings.chance().getAsDouble() * most * 1000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MongoErrors.late(doing);
        }
    }
}
