package io.flowkeep.flows.wire;

import io.flowkeep.flows.ListMatch;
import io.flowkeep.json.Json;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps stored values unchanged that a client sends back as they were shown. The casts would
 * rewrite some of that: another program may have stored what JSON can only show as an empty object,
 * and casts drop those. Stateless.
 */
final class Unchanged {
    private Unchanged() {}

    /** The stored value if it was sent as it is stored, else what a cast makes of what was sent. */
    static JsonNode orCast(JsonNode sent, JsonNode stored, UnaryOperator<JsonNode> cast) {
        return isSame(sent, stored) ? stored : cast.apply(sent);
    }

    /**
     * What the casts made of a value, but for all within it that was sent as it is stored. If all
     * was, the very value that is stored is given back.
     *
     * @param cast what {@link Cast#free} made of it: missing if nothing is left
     * @param stored missing if there is nothing in its place
     */
    static JsonNode kept(JsonNode cast, JsonNode sent, JsonNode stored) {
        if (sent.isObject() && stored.isObject()) {
            return members(cast, sent, stored);
        }
        if (sent.isArray() && stored.isArray()) {
            return elements(cast, sent, stored);
        }
        return isSame(sent, stored) ? stored : cast;
    }

    /** False if there is none. */
    private static boolean isSame(JsonNode sent, JsonNode stored) {
        return !sent.isMissingNode() && sent.equals(stored);
    }

    @SuppressWarnings("ReferenceEquality") // the same object means: it was sent as it is stored
    private static JsonNode members(JsonNode cast, JsonNode sent, JsonNode stored) {
        ObjectNode kept = Json.object();
        boolean same = sent.size() == stored.size();
        for (Map.Entry<String, JsonNode> member : sent.properties()) {
            String name = member.getKey();
            JsonNode before = stored.path(name);
            JsonNode value = kept(cast.path(name), member.getValue(), before);
            same = same && value == before && !before.isMissingNode();
            if (!value.isMissingNode()) {
                kept.set(name, value);
            }
        }
        if (same) {
            return stored;
        }
        return kept.isEmpty() ? cast : kept;
    }

    @SuppressWarnings("ReferenceEquality")
    private static JsonNode elements(JsonNode cast, JsonNode sent, JsonNode stored) {
        ArrayNode kept = Json.array();
        boolean same = sent.size() == stored.size();
        ListMatch match = ListMatch.of(stored, sent);
        for (int i = 0; i < sent.size(); i++) {
            JsonNode before = stored.path(match.of(i));
            JsonNode value = kept(cast.path(i), sent.path(i), before);
            same = same && match.of(i) == i && value == before;
            kept.add(value);
        }
        return same ? stored : kept;
    }
}
