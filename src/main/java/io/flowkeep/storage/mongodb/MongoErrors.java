package io.flowkeep.storage.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import java.util.function.Supplier;
import org.bson.BSONException;
import org.bson.BsonInvalidOperationException;

/** Turns the driver's errors into the three faults; the only place that knows them. */
final class MongoErrors {
    private static final String NOTHING_WRITTEN = "NoWritesPerformed";

    private MongoErrors() {}

    static <T> T reading(String doing, Supplier<T> work) {
        try {
            return work.get();
        } catch (MongoException | BSONException | IllegalStateException e) {
            throw translate(doing, e, false);
        }
    }

    static <T> T writing(String doing, Supplier<T> work) {
        try {
            return work.get();
        } catch (MongoException | BSONException | IllegalStateException e) {
            throw translate(doing, e, true);
        }
    }

    /** A change to one flow was overtaken by others again and again. */
    static StoreUnavailable overtaken(String doing) {
        return new StoreUnavailable(doing + ": overtaken by other changes", null);
    }

    /** The time of the call is over before the next step was tried. */
    static StoreUnavailable late(String doing) {
        return new StoreUnavailable(doing + ": no time left", null);
    }

    static StoreFault translate(String doing, RuntimeException error, boolean writing) {
        if (error instanceof BsonInvalidOperationException) {
            return new StoreCorrupt(doing, error);
        }
        return writing && !isHarmless(error)
                ? new StoreOutcomeUnknown(doing, error)
                : new StoreUnavailable(doing, error);
    }

    /** Whether a write that failed so has changed nothing for sure. */
    private static boolean isHarmless(RuntimeException error) {
        if (error instanceof MongoException mongo && mongo.hasErrorLabel(NOTHING_WRITTEN)) {
            return true;
        }
        return switch (error) {
            case MongoNodeIsRecoveringException _ -> false;
            // the server's own answer to this write
            case MongoWriteException _, MongoNotPrimaryException _, MongoCommandException _ -> true;
            // with a cause, it is the time-out of something that was under way
            case MongoOperationTimeoutException timeout -> timeout.getCause() == null;
            // these come before anything is sent
            case MongoTimeoutException _,
                    MongoSocketOpenException _,
                    MongoSecurityException _,
                    MongoConnectionPoolClearedException _ ->
                    true;
            case MongoException _ -> false;
            default -> true; // could not be written as BSON, or the client is closed
        };
    }
}
