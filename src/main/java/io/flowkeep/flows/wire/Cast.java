package io.flowkeep.flows.wire;

import io.flowkeep.flows.FlowId;
import io.flowkeep.json.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/**
 * Converts what a client sent to a member's type. Null stays null; what cannot be converted is
 * reported as a complaint and becomes a missing node. Stateless.
 *
 * <p>What passes is what the replaced server let pass, because clients were written against it: a
 * number for a text, {@code {"_id": …}} or {@code [id]} for an id.
 */
final class Cast {
    /** Casts one kind of value. */
    @FunctionalInterface
    interface Step {
        /** What becomes of the value; missing if it was complained about. */
        JsonNode apply(JsonNode value, String path, Complaints complaints);
    }

    private Cast() {}

    static JsonNode text(JsonNode value, String path, Complaints complaints) {
        if (value.isMissingNode() || value.isNull() || value.isString()) {
            return value;
        }
        if (value.isBoolean()) {
            return StringNode.valueOf(Boolean.toString(value.booleanValue()));
        }
        if (value.isNumber()) {
            return StringNode.valueOf(Inspected.number(value));
        }
        if (value.path("_id").isString()) {
            return value.path("_id");
        }
        complaints.add(failed("string", value, path));
        return MissingNode.getInstance();
    }

    /** Casts to the id of something in another service. */
    static JsonNode reference(JsonNode value, String path, Complaints complaints) {
        if (value.isMissingNode() || value.isNull()) {
            return value;
        }
        Optional<FlowId> id = FlowId.parse(reference(value));
        if (id.isPresent()) {
            return StringNode.valueOf(id.get().hex());
        }
        complaints.add(failed("ObjectId", value, path) + " because of \"BSONTypeError\"");
        return MissingNode.getInstance();
    }

    /**
     * Casts to anything: objects without members go, at any depth, but not from arrays; so do
     * members named {@code __proto__}, a trap for the JavaScript clients that read them back.
     */
    static JsonNode free(JsonNode value) {
        JsonNode kept = withoutEmpty(value);
        return kept.isObject() && kept.isEmpty() ? MissingNode.getInstance() : kept;
    }

    /** Whether the value is an object; complains if it is not and is there. */
    static boolean isGraph(JsonNode value, Complaints complaints) {
        if (!value.isObject() && !value.isNull() && !value.isMissingNode()) {
            complaints.add(
                    failed("Embedded", value, "graph") + " because of \"ObjectExpectedError\"");
        }
        return value.isObject();
    }

    /** The complaint about what should be an object within an array. */
    static String notEmbedded(JsonNode value, String path) {
        return failed("embedded", value, path) + " because of \"ObjectParameterError\"";
    }

    private static String failed(String wanted, JsonNode value, String path) {
        return "Cast to %s failed for value %s (type %s) at path \"%s\""
                .formatted(wanted, Inspected.quoted(value), Inspected.type(value), path);
    }

    private static String reference(JsonNode value) {
        JsonNode inner = value.isObject() ? value.path("_id") : value;
        while (inner.isArray() && inner.size() == 1) {
            inner = inner.path(0);
        }
        return inner.isString() ? inner.asString("") : "";
    }

    private static JsonNode withoutEmpty(JsonNode value) {
        if (value.isArray()) {
            var array = Json.array();
            value.forEach(element -> array.add(withoutEmpty(element)));
            return array;
        }
        if (!value.isObject()) {
            return value;
        }
        var object = Json.object();
        value.forEachEntry((name, member) -> {
            JsonNode kept = free(member);
            if (!kept.isMissingNode() && !name.equals("__proto__")) {
                object.set(name, kept);
            }
        });
        return object;
    }
}
