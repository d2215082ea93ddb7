package io.flowkeep.context.http;

import io.flowkeep.http.Media;
import io.flowkeep.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The body of a set: a list of objects with a key and perhaps a value. It accepts and refuses what
 * the schema validator of the replaced server did: a value that is no list and no object counts as
 * a list of one, and a key may be written as a number, boolean, null or list of one.
 */
final class SetBody {
    private SetBody() {}

    /** One element; its key is missing or a text. */
    sealed interface Element {
        /** An element without a key. */
        record Keyless() implements Element {}

        /** A key to set. */
        record Put(String key, JsonNode value) implements Element {}

        /** A key without a value: to delete. */
        record Remove(String key) implements Element {}
    }

    static List<Element> read(Media.Content content) {
        if (!(content instanceof Media.Content.Parsed(var json))) {
            throw ContextReplies.malformed("body/0 must be object");
        }
        if (json.isObject()) {
            throw ContextReplies.malformed("body must be array");
        }
        if (!json.isArray()) {
            throw ContextReplies.malformed("body/0 must be object");
        }
        List<Element> elements = new ArrayList<>(json.size());
        for (JsonNode each : json) {
            elements.add(element(each, elements.size()));
        }
        return elements;
    }

    private static Element element(JsonNode json, int position) {
        if (!json.isObject()) {
            throw ContextReplies.malformed("body/" + position + " must be object");
        }
        if (!json.has("key")) {
            return new Element.Keyless();
        }
        String key =
                keyText(json.get("key"))
                        .orElseThrow(() ->
                                ContextReplies.malformed(
                                        "body/" + position + "/key must be string"));
        return json.has("value")
                ? new Element.Put(key, json.get("value"))
                : new Element.Remove(key);
    }

    private static Optional<String> keyText(JsonNode key) {
        JsonNode single = key.isArray() && key.size() == 1 ? key.get(0) : key;
        return switch (single.getNodeType()) {
            case STRING -> Optional.of(single.stringValue());
            case NUMBER, BOOLEAN -> Optional.of(Json.text(single));
            case NULL -> Optional.of("");
            default -> Optional.empty();
        };
    }
}
