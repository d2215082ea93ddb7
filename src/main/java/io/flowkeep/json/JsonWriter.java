package io.flowkeep.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.util.RawValue;

/** Writes a value in JavaScript's order and number format. */
final class JsonWriter {
    private JsonWriter() {}

    static void write(JsonNode value, JsonGenerator out) {
        switch (value.getNodeType()) {
            case OBJECT -> writeObject(value, out);
            case ARRAY -> {
                out.writeStartArray();
                value.forEach(element -> write(element, out));
                out.writeEndArray();
            }
            case NUMBER -> writeNumber(value, out);
            case STRING -> out.writeString(value.stringValue());
            case BOOLEAN -> out.writeBoolean(value.booleanValue());
            case NULL, MISSING -> out.writeNull();
            case POJO -> writeWritten(value, out);
            case BINARY -> throw new IllegalArgumentException("binary has no JSON form");
        }
    }

    private static void writeWritten(JsonNode value, JsonGenerator out) {
        if (value instanceof POJONode node
                && node.getPojo() instanceof RawValue raw
                && raw.rawValue() instanceof String text) {
            out.writeRawValue(text);
        } else {
            throw new IllegalArgumentException("an object of Java has no JSON form");
        }
    }

    private static void writeNumber(JsonNode value, JsonGenerator out) {
        if (value.isInt() || value.isLong()) {
            out.writeNumber(value.longValue());
            return;
        }
        double number = value.doubleValue();
        if (Double.isFinite(number)) {
            out.writeNumber(JsNumber.text(number));
        } else {
            out.writeNull();
        }
    }

    private static void writeObject(JsonNode object, JsonGenerator out) {
        out.writeStartObject();
        for (Map.Entry<String, JsonNode> member : inOrder(object)) {
            out.writeName(member.getKey());
            write(member.getValue(), out);
        }
        out.writeEndObject();
    }

    private static Iterable<Map.Entry<String, JsonNode>> inOrder(JsonNode object) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (MemberOrder.isIndex(member.getKey())) {
                List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
                members.sort(Comparator.comparing(Map.Entry::getKey, MemberOrder.INDEXES_FIRST));
                return members;
            }
        }
        return object.properties();
    }
}
