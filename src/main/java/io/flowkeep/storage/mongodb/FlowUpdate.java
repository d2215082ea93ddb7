package io.flowkeep.storage.mongodb;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.Visibility;
import io.flowkeep.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
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
    private final BsonDocument set = new BsonDocument();
    private final BsonDocument unset = new BsonDocument();
    private final BsonDocument others = new BsonDocument();

    private FlowUpdate(BsonDocument before) {
        this.before = before;
    }

    /** The flow becomes another one with the same id. */
    static BsonDocument put(BsonDocument before, Flow read, Flow after, List<FlowEvent> events) {
        FlowUpdate update = new FlowUpdate(before);
        update.define(read.definition().json(), after.definition().json());
        update.run(after, events);
        return update.whole();
    }

    /** A flow takes the place of what is left of a removed one. */
    static BsonDocument again(BsonDocument before, Flow after, List<FlowEvent> events) {
        FlowUpdate update = new FlowUpdate(before);
        update.define(FlowDocument.flow(before).definition().json(), after.definition().json());
        update.run(after, events);
        update.set.append(FlowDocument.CREATED, OwnPart.time(after.createdAt()));
        update.set.append("__v", new BsonInt32(0));
        update.unset.append(OwnPart.DELETED_PATH, new BsonString(""));
        return update.whole();
    }

    /** What is left of the flow is seen by nobody and holds its events until they are sent. */
    static BsonDocument remove(BsonDocument before, Flow read, List<FlowEvent> events) {
        FlowUpdate update = new FlowUpdate(before);
        Instant time = events.isEmpty() ? read.updatedAt() : events.getFirst().createdAt();
        update.set.append(FlowDocument.OWNERS, new BsonArray());
        update.set.append(OwnPart.DELETED_PATH, OwnPart.time(time));
        update.set.append(OwnPart.SEQ_PATH, new BsonInt64(update.nextSeq()));
        update.set.append(OwnPart.PUSHED_PATH, new BsonInt64(update.pushedWith(events)));
        update.push(events);
        return update.whole();
    }

    private void define(ObjectNode read, ObjectNode after) {
        for (Map.Entry<String, JsonNode> member : after.properties()) {
            String name = member.getKey();
            JsonNode was = read.get(name);
            boolean same = was != null && Json.text(was).equals(Json.text(member.getValue()));
            if (!same && FlowDocument.isDefined(name)) {
                set.append(settable(name), value(name, member.getValue(), read.path(name)));
            }
        }
        for (String name : read.propertyNames()) {
            if (!after.has(name)) {
                unset.append(settable(name), new BsonString(""));
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
        set.append(FlowDocument.STATUS, FlowDocument.status(after.status()));
        set.append(FlowDocument.UPDATED, OwnPart.time(after.updatedAt()));
        OwnPart.written(after, nextSeq(), pushedWith(events))
                .forEach((name, value) -> set.append(OwnPart.path(name), value));
        push(events);
    }

    private void push(List<FlowEvent> events) {
        WaitingEvents.of(events)
                .ifPresent(out -> {
                    others.append(
                            "$push",
                            new BsonDocument(OwnPart.OUT_PATH, new BsonDocument("$each", out)));
                    // the first of those that wait may be due earlier, or be put off until later
                    others.append(
                            "$min",
                            new BsonDocument(
                                    OwnPart.DUE_PATH,
                                    OwnPart.time(
                                            WaitingEvents.atOnce(events.getFirst().createdAt()))));
                });
    }

    private long nextSeq() {
        return OwnPart.count(before, OwnPart.SEQ) + 1;
    }

    private long pushedWith(List<FlowEvent> events) {
        return OwnPart.count(before, OwnPart.PUSHED) + events.size();
    }

    private BsonDocument whole() {
        BsonDocument update = new BsonDocument("$set", set);
        if (!unset.isEmpty()) {
            update.append("$unset", unset);
        }
        update.putAll(others);
        return update;
    }

    /** Lets a change through only if the flow is as it was read, and can be seen. */
    static BsonDocument unchanged(BsonDocument before, Visibility visibility) {
        return FlowFilter.all(
                List.of(
                        same(before),
                        FlowFilter.present(OwnPart.DELETED_PATH, false),
                        FlowFilter.visible(visibility)));
    }

    /** The same for what is left of a removed flow. */
    static BsonDocument stillRemoved(BsonDocument before) {
        return FlowFilter.all(
                List.of(same(before), FlowFilter.present(OwnPart.DELETED_PATH, true)));
    }

    private static BsonDocument same(BsonDocument before) {
        BsonDocument filter = new BsonDocument(FlowDocument.ID, before.get(FlowDocument.ID));
        BsonValue seq = OwnPart.of(before).get(OwnPart.SEQ);
        filter.append(
                OwnPart.SEQ_PATH,
                seq == null
                        ? new BsonDocument("$exists", BsonBoolean.FALSE)
                        : new BsonDocument("$eq", seq));
        for (String member :
                List.of(FlowDocument.STATUS, FlowDocument.UPDATED, FlowDocument.OWNERS)) {
            filter.append(member, new BsonDocument("$eq", orNull(before.get(member))));
        }
        return filter;
    }

    private static BsonValue orNull(@Nullable BsonValue value) {
        return value == null ? BsonNull.VALUE : value;
    }
}
