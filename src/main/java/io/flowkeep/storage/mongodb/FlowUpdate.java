package io.flowkeep.storage.mongodb;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.Visibility;
import io.flowkeep.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one update that makes a change to a flow and stores its events, and the filter that lets it
 * through only if the flow is still as it was read.
 *
 * <p>Our own changes count {@code seq} up. The other server does not, but it sets {@code updatedAt}
 * with whatever it changes; status and owners are compared as well, since it decides on them and a
 * change to them by hand should not be lost.
 */
final class FlowUpdate {
    private final BsonDocument before;
    private final List<Bson> steps = new ArrayList<>();

    private FlowUpdate(BsonDocument before) {
        this.before = before;
    }

    /** The flow becomes another one with the same id. */
    static Bson put(BsonDocument before, Flow read, Flow after, List<FlowEvent> events) {
        FlowUpdate update = new FlowUpdate(before);
        update.define(read.definition().json(), after.definition().json());
        update.run(after, events);
        return Updates.combine(update.steps);
    }

    /** A flow takes the place of what is left of a removed one. */
    static Bson again(BsonDocument before, Flow after, List<FlowEvent> events) {
        FlowUpdate update = new FlowUpdate(before);
        update.define(FlowDocument.flow(before).definition().json(), after.definition().json());
        update.run(after, events);
        update.set(FlowDocument.CREATED, OwnPart.time(after.createdAt()));
        update.set("__v", new BsonInt32(0));
        update.steps.add(Updates.unset(OwnPart.DELETED_PATH));
        return Updates.combine(update.steps);
    }

    /** What is left of the flow is seen by nobody and holds its events until they are sent. */
    static Bson remove(BsonDocument before, Flow read, List<FlowEvent> events) {
        FlowUpdate update = new FlowUpdate(before);
        Instant time = events.isEmpty() ? read.updatedAt() : events.getFirst().createdAt();
        update.set(FlowDocument.OWNERS, new BsonArray());
        update.set(OwnPart.DELETED_PATH, OwnPart.time(time));
        update.set(OwnPart.SEQ_PATH, new BsonInt64(update.nextSeq()));
        update.set(OwnPart.PUSHED_PATH, new BsonInt64(update.pushedWith(events)));
        update.push(events);
        return Updates.combine(update.steps);
    }

    private void define(ObjectNode read, ObjectNode after) {
        for (Map.Entry<String, JsonNode> member : after.properties()) {
            String name = member.getKey();
            JsonNode was = read.get(name);
            boolean same = was != null && Json.text(was).equals(Json.text(member.getValue()));
            if (!same && FlowDocument.isDefined(name)) {
                set(settable(name), value(name, member.getValue(), read.path(name)));
            }
        }
        for (String name : read.propertyNames()) {
            if (!after.has(name)) {
                steps.add(Updates.unset(settable(name)));
            }
        }
    }

    private BsonValue value(String name, JsonNode value, JsonNode shown) {
        FlowPosition place = FlowPosition.TOP.member(name);
        BsonValue was = before.get(name);
        return was == null ? JsonBson.bson(value, place) : JsonBson.bson(value, place, was, shown);
    }

    private static String settable(String name) {
        if (name.isEmpty() || name.startsWith("$") || name.contains(".")) {
            throw new IllegalArgumentException("no name that an update can speak of");
        }
        return JsonBson.wellFormed(name);
    }

    private void run(Flow after, List<FlowEvent> events) {
        set(FlowDocument.STATUS, FlowDocument.status(after.status()));
        set(FlowDocument.UPDATED, OwnPart.time(after.updatedAt()));
        OwnPart.written(after, nextSeq(), pushedWith(events))
                .forEach((name, value) -> set(OwnPart.path(name), value));
        push(events);
    }

    private void set(String path, BsonValue value) {
        steps.add(Updates.set(path, value));
    }

    private void push(List<FlowEvent> events) {
        if (!events.isEmpty()) {
            steps.add(Updates.pushEach(OwnPart.OUT_PATH, WaitingEvents.of(events)));
            // the first of those that wait may be due earlier, or be put off until later
            Instant due = WaitingEvents.atOnce(events.getFirst().createdAt());
            steps.add(Updates.min(OwnPart.DUE_PATH, OwnPart.time(due)));
        }
    }

    private long nextSeq() {
        return OwnPart.count(before, OwnPart.SEQ) + 1;
    }

    private long pushedWith(List<FlowEvent> events) {
        return OwnPart.count(before, OwnPart.PUSHED) + events.size();
    }

    /** Lets a change through only if the flow is as it was read, and can be seen. */
    static Bson unchanged(BsonDocument before, Visibility visibility) {
        return FlowFilter.all(
                same(before), FlowFilter.isRemoved(false), FlowFilter.visible(visibility));
    }

    /** The same for what is left of a removed flow. */
    static Bson stillRemoved(BsonDocument before) {
        return FlowFilter.all(same(before), FlowFilter.isRemoved(true));
    }

    private static Bson same(BsonDocument before) {
        BsonValue seq = OwnPart.of(before).get(OwnPart.SEQ);
        List<Bson> same = new ArrayList<>();
        same.add(Filters.eq(FlowDocument.ID, before.get(FlowDocument.ID)));
        same.add(
                seq == null
                        ? Filters.exists(OwnPart.SEQ_PATH, false)
                        : exactly(OwnPart.SEQ_PATH, seq));
        for (String member :
                List.of(FlowDocument.STATUS, FlowDocument.UPDATED, FlowDocument.OWNERS)) {
            same.add(exactly(member, before.get(member)));
        }
        return Filters.and(same);
    }

    /**
     * By hand: what others stored may be a pattern or begin with an operator's name, and {@link
     * Filters#eq} leaves out the operator that makes it a plain comparison.
     */
    private static Bson exactly(String path, @Nullable BsonValue stored) {
        BsonValue value = stored == null ? BsonNull.VALUE : stored;
        return new BsonDocument(path, new BsonDocument("$eq", value));
    }
}
