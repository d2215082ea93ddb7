package io.flowkeep.storage.sql;

import io.flowkeep.context.ScopeSize;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A scope as FlowFuse's file-server keeps it: one JSON object, its members in the order of the
 * names. Stateless.
 */
public final class FileServerValues {
    private FileServerValues() {}

    /** The values by name, as compact JSON; empty if the text is no object or cannot be read. */
    public static Optional<Map<String, String>> read(String json) {
        JsonNode object;
        try {
            object = Json.parseStored(json);
        } catch (JsonSyntaxException e) {
            return Optional.empty();
        }
        if (!object.isObject()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        object.properties()
                .forEach(member -> values.put(member.getKey(), Json.text(member.getValue())));
        return Optional.of(values);
    }

    /** The size of a scope that is there, also if it is empty. */
    public static ScopeSize size(Map<String, String> values) {
        return values.isEmpty() ? ScopeSize.EMPTY : ScopeSize.of(values);
    }
}
