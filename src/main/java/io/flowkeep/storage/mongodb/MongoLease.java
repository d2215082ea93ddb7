package io.flowkeep.storage.mongodb;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import java.time.Duration;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.conversions.Bson;

/**
 * Who may send events, in a document of its own.
 *
 * <p>No clocks are compared, since those of servers differ, and not every MongoDB can be asked for
 * its own within an update. Each renewal raises a number. A waiting server remembers the number and
 * when it was first seen, by a monotonic clock, and takes over once it has stayed the same for as
 * long as the holder had asked for. The holder counts from before its asking and the others from
 * after they saw it, so they are always later. An update whose filter names the number changes the
 * document for one of those who try.
 *
 * <p>Safe for concurrent use.
 */
final class MongoLease {
    private static final BsonString RELAY = new BsonString("relay");
    private static final String ID = "_id";
    private static final String HOLDER = "holder";
    private static final String TURN = "turn";
    private static final String MILLIS = "millis";

    /** Of a document whose holder has given the lease back. */
    private static final BsonString NOBODY = new BsonString("");

    private final MongoCollection<BsonDocument> leases;
    private final MongoSettings settings;

    @GuardedBy("this")
    private Optional<Seen> seen = Optional.empty();

    /** What was read last, and since when it is the same. */
    private record Seen(BsonDocument document, long sinceNanos) {}

    MongoLease(MongoCollection<BsonDocument> leases, MongoSettings settings) {
        this.leases = leases;
        this.settings = settings;
    }

    boolean take(String holder, Duration time) {
        Call call = new Call("ask for the lease", leases, settings);
        BsonString asking = new BsonString(holder);
        Optional<BsonDocument> found = find(call);
        if (found.isEmpty()) {
            return isCreated(call, document(asking, 1, time));
        }
        BsonDocument before = found.get();
        BsonString last = before.getString(HOLDER);
        boolean isFree = last.equals(asking) || last.equals(NOBODY) || isSilent(before);
        return isFree && isReplaced(call, before, document(asking, turn(before) + 1, time));
    }

    void drop(String holder) {
        Call call = new Call("give the lease back", leases, settings);
        find(call)
                .filter(before -> before.getString(HOLDER).equals(new BsonString(holder)))
                .ifPresent(before -> {
                    boolean _ =
                            isReplaced(
                                    call,
                                    before,
                                    document(NOBODY, turn(before) + 1, Duration.ZERO));
                });
    }

    private synchronized boolean isSilent(BsonDocument document) {
        long now = settings.nanoTime().getAsLong();
        if (seen.isEmpty() || !seen.get().document().equals(document)) {
            seen = Optional.of(new Seen(document, now));
            return false;
        }
        Duration silence = Duration.ofNanos(now - seen.get().sinceNanos());
        return silence.toMillis() > document.getNumber(MILLIS).longValue();
    }

    private Optional<BsonDocument> find(Call call) {
        return MongoErrors.reading(
                call.doing(),
                () -> Optional.ofNullable(call.flows().find(Filters.eq(ID, RELAY)).first()));
    }

    private static boolean isCreated(Call call, BsonDocument document) {
        return MongoErrors.writing(
                call.doing(),
                () -> {
                    try {
                        var _ = call.flows().insertOne(document);
                        return true;
                    } catch (MongoWriteException e) {
                        if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                            return false;
                        }
                        throw e;
                    }
                });
    }

    private static boolean isReplaced(Call call, BsonDocument before, BsonDocument after) {
        Bson asRead =
                Filters.and(
                        Filters.eq(ID, RELAY),
                        Filters.eq(HOLDER, before.get(HOLDER)),
                        Filters.eq(TURN, before.get(TURN)));
        return MongoErrors.writing(
                call.doing(), () -> call.flows().replaceOne(asRead, after).getMatchedCount() > 0);
    }

    private static BsonDocument document(BsonString holder, long turn, Duration time) {
        return new BsonDocument(ID, RELAY)
                .append(HOLDER, holder)
                .append(TURN, new BsonInt64(turn))
                .append(MILLIS, new BsonInt64(time.toMillis()));
    }

    private static long turn(BsonDocument document) {
        return document.getNumber(TURN).longValue();
    }
}
