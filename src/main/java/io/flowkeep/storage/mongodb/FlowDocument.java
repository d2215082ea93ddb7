package io.flowkeep.storage.mongodb;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A flow as a document of the collection, and back. */
final class FlowDocument {
    static final String ID = "_id";
    static final String STATUS = "status";
    static final String CREATED = "createdAt";
    static final String UPDATED = "updatedAt";
    static final String OWNERS = "owners";

    private static final long UNSIGNED = 0xffff_ffffL;

    private FlowDocument() {}

    /** Accepts whatever another program may have left out or stored differently. */
    static Flow flow(BsonDocument document) {
        ObjectId id = document.getObjectId(ID).getValue();
        Instant made = Instant.ofEpochSecond(id.getTimestamp() & UNSIGNED);
        Instant createdAt = OwnPart.time(document, CREATED, made);
        Instant updatedAt = OwnPart.time(document, UPDATED, createdAt);
        return new Flow(
                new FlowId(id.toHexString()),
                definition(document),
                OwnPart.run(document, status(document.get(STATUS)), updatedAt),
                createdAt,
                updatedAt,
                OwnPart.definedAt(document));
    }

    private static FlowDefinition definition(BsonDocument document) {
        ObjectNode members = Json.object();
        for (Map.Entry<String, BsonValue> member : document.entrySet()) {
            if (isDefined(member.getKey()) && BsonJson.isShown(member.getValue())) {
                members.set(member.getKey(), BsonJson.json(member.getValue()));
            }
        }
        if (members.path("graph") instanceof ObjectNode graph) {
            for (String list : List.of("nodes", "edges")) {
                if (!graph.has(list)) {
                    graph.set(list, Json.array()); // as the replaced server showed it
                }
            }
        }
        return FlowDefinition.of(members);
    }

    static boolean isDefined(String member) {
        return !FlowDefinition.NOT_DEFINED.contains(member) && !member.equals(OwnPart.NAME);
    }

    private static FlowStatus status(@Nullable BsonValue stored) {
        if (stored == null || stored.isNull()) {
            return FlowStatus.NULL;
        }
        JsonNode shown = BsonJson.json(stored);
        return FlowStatus.of(shown.isString() ? shown.stringValue() : Json.text(shown));
    }

    static BsonValue status(FlowStatus status) {
        return status.isNull()
                ? BsonNull.VALUE
                : new BsonString(JsonBson.wellFormed(status.text()));
    }

    static BsonObjectId id(FlowId id) {
        return new BsonObjectId(new ObjectId(id.hex()));
    }

    /** A whole new document, its members in the order in which the replaced server wrote them. */
    static BsonDocument document(Flow flow, List<FlowEvent> events) {
        BsonDocument document = new BsonDocument();
        ObjectNode json = flow.definition().json();
        for (String member : FlowDefinition.MEMBERS) {
            append(document, member, json.get(member));
            if (member.equals(OWNERS)) {
                document.append(STATUS, status(flow.status()));
            }
        }
        json.properties().stream()
                .filter(member -> !FlowDefinition.MEMBERS.contains(member.getKey()))
                .filter(member -> isDefined(member.getKey()))
                .forEach(member -> append(document, member.getKey(), member.getValue()));
        BsonDocument own = OwnPart.written(flow, 1, events.size());
        if (!events.isEmpty()) {
            own.append(OwnPart.OUT, new BsonArray(WaitingEvents.of(events)));
            Instant due = WaitingEvents.atOnce(events.getFirst().createdAt());
            own.append("due", OwnPart.time(due));
        }
        return document.append(ID, id(flow.id()))
                .append(CREATED, OwnPart.time(flow.createdAt()))
                .append(UPDATED, OwnPart.time(flow.updatedAt()))
                .append("__v", new BsonInt32(0))
                .append(OwnPart.NAME, own);
    }

    private static void append(BsonDocument document, String name, @Nullable JsonNode value) {
        if (value != null) {
            document.append(
                    JsonBson.wellFormed(name), JsonBson.bson(value, FlowPosition.TOP.member(name)));
        }
    }
}
