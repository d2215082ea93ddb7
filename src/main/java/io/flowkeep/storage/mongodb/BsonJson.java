package io.flowkeep.storage.mongodb;

import io.flowkeep.flows.FlowJson;
import io.flowkeep.json.Json;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** BSON as the replaced server showed it in JSON. Any value has a form; none is refused. */
final class BsonJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    // JavaScript has no date further from 1970 than this
    private static final long MAX_MILLIS = 8_640_000_000_000_000L;

    private BsonJson() {}

    static JsonNode json(BsonValue value) {
        return switch (value.getBsonType()) {
            case DOCUMENT -> object(value.asDocument());
            case ARRAY -> array(value.asArray());
            case STRING -> NODES.stringNode(value.asString().getValue());
            case SYMBOL -> NODES.stringNode(value.asSymbol().getSymbol());
            case OBJECT_ID -> NODES.stringNode(value.asObjectId().getValue().toHexString());
            case BOOLEAN -> NODES.booleanNode(value.asBoolean().getValue());
            case INT32, INT64, DOUBLE -> number(value.asNumber().doubleValue());
            case DECIMAL128 ->
                    Json.object().put("$numberDecimal", value.asDecimal128().getValue().toString());
            case DATE_TIME -> time(value.asDateTime().getValue());
            case BINARY ->
                    NODES.stringNode(
                            Base64.getEncoder().encodeToString(value.asBinary().getData()));
            case TIMESTAMP ->
                    Json.object()
                            .put(
                                    "$timestamp",
                                    Long.toUnsignedString(value.asTimestamp().getValue()));
            case JAVASCRIPT -> Json.object().put("code", value.asJavaScript().getCode());
            case JAVASCRIPT_WITH_SCOPE ->
                    Json.object().put("code", value.asJavaScriptWithScope().getCode());
            case NULL, UNDEFINED, END_OF_DOCUMENT -> NODES.nullNode();
            case REGULAR_EXPRESSION, DB_POINTER, MIN_KEY, MAX_KEY -> Json.object();
        };
    }

    static ObjectNode object(BsonDocument document) {
        ObjectNode object = Json.object();
        for (Map.Entry<String, BsonValue> member : document.entrySet()) {
            if (isShown(member.getValue())) {
                object.set(member.getKey(), json(member.getValue()));
            }
        }
        return object;
    }

    /** JavaScript leaves out members that are undefined. */
    static boolean isShown(BsonValue value) {
        return value.getBsonType() != BsonType.UNDEFINED;
    }

    private static ArrayNode array(BsonArray values) {
        ArrayNode array = Json.array();
        values.forEach(element -> array.add(json(element)));
        return array;
    }

    private static JsonNode number(double number) {
        return Double.isFinite(number) ? NODES.numberNode(number) : NODES.nullNode();
    }

    private static JsonNode time(long millis) {
        return Math.abs(millis) > MAX_MILLIS
                ? NODES.nullNode()
                : NODES.stringNode(FlowJson.time(Instant.ofEpochMilli(millis)));
    }
}
