package io.flowkeep.storage.mongodb;

import io.flowkeep.flows.FlowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Picks ids of flows by whether we have announced their state. What {@link OwnPart} says of it
 * counts only if no other program has changed the flow since, as in {@link OwnPart#run}.
 */
final class FlowPicks {
    private static final String CURRENT = "current";
    private static final BsonDocument ID = new BsonDocument(FlowDocument.ID, new BsonInt32(1));

    private FlowPicks() {}

    /** We have, the last time before this; the longest waiting first. */
    static List<BsonDocument> announcedBefore(Set<FlowStatus> states, Instant time, int limit) {
        BsonDocument waiting =
                new BsonDocument(
                                OwnPart.ANNOUNCED_PATH, new BsonDocument("$lt", OwnPart.time(time)))
                        .append(OwnPart.ANNOUNCEMENTS_PATH, positive());
        return List.of(
                match(FlowFilter.flows(), FlowFilter.inStates(states), waiting),
                stage("$addFields", new BsonDocument(CURRENT, isCurrent())),
                match(new BsonDocument(CURRENT, BsonBoolean.TRUE)),
                stage(
                        "$sort",
                        new BsonDocument(OwnPart.ANNOUNCED_PATH, new BsonInt32(1))
                                .append(FlowDocument.ID, new BsonInt32(1))),
                stage("$limit", new BsonInt32(limit)),
                stage("$project", ID));
    }

    /** We have not; ascending. */
    static List<BsonDocument> unannounced(Set<FlowStatus> states, String after, int limit) {
        BsonArray either =
                new BsonArray(
                        List.of(
                                new BsonDocument(CURRENT, BsonBoolean.FALSE),
                                new BsonDocument(
                                        OwnPart.ANNOUNCEMENTS_PATH,
                                        new BsonDocument("$not", positive()))));
        return List.of(
                match(FlowFilter.flows(), FlowFilter.inStates(states), FlowFilter.after(after)),
                stage("$addFields", new BsonDocument(CURRENT, isCurrent())),
                match(new BsonDocument("$or", either)),
                stage("$sort", ID),
                stage("$limit", new BsonInt32(limit)),
                stage("$project", ID));
    }

    private static BsonDocument positive() {
        return new BsonDocument("$gt", new BsonInt32(0));
    }

    private static BsonDocument isCurrent() {
        BsonArray same =
                new BsonArray(
                        List.of(
                                new BsonString("$" + OwnPart.UPDATED_PATH),
                                new BsonString("$" + FlowDocument.UPDATED)));
        return new BsonDocument("$eq", same);
    }

    private static BsonDocument match(BsonDocument... conditions) {
        return stage("$match", FlowFilter.all(List.of(conditions)));
    }

    private static BsonDocument stage(String name, BsonValue what) {
        return new BsonDocument(name, what);
    }
}
