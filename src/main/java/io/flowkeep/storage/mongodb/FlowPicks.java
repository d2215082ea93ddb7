package io.flowkeep.storage.mongodb;

import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Field;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.flowkeep.flows.FlowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Picks ids of flows by whether we have announced their state. What {@link OwnPart} says of it
 * counts only if no other program has changed the flow since, as in {@link OwnPart#run}.
 */
final class FlowPicks {
    private static final String CURRENT = "current";

    private FlowPicks() {}

    /** We have, the last time before this; the longest waiting first. */
    static List<Bson> announcedBefore(Set<FlowStatus> states, Instant time, int limit) {
        return ids(
                FlowFilter.all(
                        FlowFilter.flows(),
                        FlowFilter.inStates(states),
                        Filters.lt(OwnPart.ANNOUNCED_PATH, OwnPart.time(time)),
                        isAnnounced()),
                Filters.eq(CURRENT, true),
                Sorts.ascending(OwnPart.ANNOUNCED_PATH, FlowDocument.ID),
                limit);
    }

    /** We have not; ascending. */
    static List<Bson> unannounced(Set<FlowStatus> states, String after, int limit) {
        return ids(
                FlowFilter.all(
                        FlowFilter.flows(), FlowFilter.inStates(states), FlowFilter.after(after)),
                Filters.or(Filters.eq(CURRENT, false), Filters.not(isAnnounced())),
                Sorts.ascending(FlowDocument.ID),
                limit);
    }

    private static Bson isAnnounced() {
        return Filters.gt(OwnPart.ANNOUNCEMENTS_PATH, 0);
    }

    private static List<Bson> ids(Bson flows, Bson picked, Bson order, int limit) {
        List<String> times = List.of("$" + OwnPart.UPDATED_PATH, "$" + FlowDocument.UPDATED);
        return List.of(
                Aggregates.match(flows),
                // two members of one document are compared by an expression, which has no builder
                Aggregates.addFields(new Field<>(CURRENT, new Document("$eq", times))),
                Aggregates.match(picked),
                Aggregates.sort(order),
                Aggregates.limit(limit),
                Aggregates.project(Projections.include(FlowDocument.ID)));
    }
}
