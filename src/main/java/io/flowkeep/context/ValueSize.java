package io.flowkeep.context;

import io.flowkeep.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * The size of a value by the rules of the quota: a text's length in UTF-16 units without quotes, 1
 * for null, else the length of its JSON in UTF-16 units.
 */
final class ValueSize {
    private ValueSize() {}

    static long of(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> 1;
            case STRING -> value.stringValue().length();
            default -> Json.text(value).length();
        };
    }

    /** The same of a value's JSON. */
    static long ofText(String json) {
        if (json.equals("null")) {
            return 1;
        }
        if (!json.startsWith("\"")) {
            return json.length();
        }
        return json.indexOf('\\') < 0
                ? json.length() - 2
                : ScopeEdit.read(json).stringValue().length();
    }
}
