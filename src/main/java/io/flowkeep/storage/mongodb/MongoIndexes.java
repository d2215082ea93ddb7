package io.flowkeep.storage.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.flowkeep.faults.StoreFault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the collection into shape on a thread of its own, as soon as the server can be reached:
 * creates the indexes and removes what a crash left of removed flows. Everything works without, if
 * slowly, so nobody waits long for it; what goes wrong is logged and tried again.
 */
final class MongoIndexes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MongoIndexes.class);

    /** Building an index over millions of flows takes minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LAST_STEP = Duration.ofSeconds(5);

    private final Thread thread;

    private MongoIndexes(Thread thread) {
        this.thread = thread;
    }

    /** Begins, and returns when all is done or that much time is over. */
    static MongoIndexes start(MongoCollection<BsonDocument> flows, Duration wait) {
        MongoCollection<BsonDocument> patient =
                flows.withTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        Thread thread = Thread.ofVirtual().name("mongodb-indexes").start(() -> run(patient));
        join(thread, wait);
        return new MongoIndexes(thread);
    }

    private static void join(Thread thread, Duration wait) {
        try {
            var _ = thread.join(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(MongoCollection<BsonDocument> flows) {
        Duration pause = FIRST_PAUSE;
        while (!isDone(flows)) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
    }

    private static boolean isDone(MongoCollection<BsonDocument> flows) {
        try {
            create(flows);
            return true;
        } catch (StoreFault e) {
            if (!Thread.currentThread().isInterrupted()) {
                LOG.atWarn().setCause(e).log("MongoDB's indexes could not be created yet");
            }
            return Thread.currentThread().isInterrupted();
        }
    }

    static void create(MongoCollection<BsonDocument> flows) {
        var _ = MongoErrors.writing("create indexes", () -> flows.createIndexes(indexes()));
        Bson leftovers =
                Filters.and(
                        FlowFilter.isRemoved(true), Filters.exists(OwnPart.FIRST_OUT_PATH, false));
        var _ = MongoErrors.writing("remove leftovers", () -> flows.deleteMany(leftovers));
    }

    /** One for each order, for owners and for those who see everything, and for the chores. */
    private static List<IndexModel> indexes() {
        return List.of(
                index("owner_created", FlowFilter.OWNER_IDS, FlowDocument.CREATED, "_id"),
                index("owner_updated", FlowFilter.OWNER_IDS, FlowDocument.UPDATED, "_id"),
                index("owner_name", FlowFilter.OWNER_IDS, "name", "_id"),
                index("created", FlowDocument.CREATED, "_id"),
                index("updated", FlowDocument.UPDATED, "_id"),
                index("name", "name", "_id"),
                index("status", FlowDocument.STATUS, OwnPart.ANNOUNCED_PATH, "_id"),
                sparse("due", OwnPart.DUE_PATH),
                sparse("deleted", OwnPart.DELETED_PATH));
    }

    private static IndexModel index(String name, String... paths) {
        return new IndexModel(
                Indexes.ascending(paths), new IndexOptions().name("flowkeep_" + name));
    }

    private static IndexModel sparse(String name, String path) {
        return new IndexModel(
                Indexes.ascending(path), new IndexOptions().name("flowkeep_" + name).sparse(true));
    }

    /** Gives up. An index whose building has begun is the server's to finish. */
    @Override
    public void close() {
        thread.interrupt();
        join(thread, LAST_STEP);
    }
}
