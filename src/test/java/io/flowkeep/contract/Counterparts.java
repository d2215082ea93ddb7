package io.flowkeep.contract;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which id and which time of a replay stands for which recorded one. They are learnt where they
 * first appear, and must be the same ever after. One replay only.
 */
final class Counterparts {
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, String> times = new HashMap<>();

    /** The id that stands for a recorded one; the same if none was learnt. */
    String id(String recorded) {
        return ids.getOrDefault(recorded, recorded);
    }

    /** A text in which ids stand for recorded ones. */
    String translate(String text) {
        String translated = text;
        for (Map.Entry<String, String> each : ids.entrySet()) {
            translated = translated.replace(each.getKey(), each.getValue());
        }
        return translated;
    }

    /** A value in which ids stand for recorded ones. */
    JsonNode translated(JsonNode value) {
        try {
            return Json.parseStored(translate(Json.text(value)));
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A flow was stored with its recorded times. */
    void timesAreOwn(JsonNode shown) {
        for (String name : new String[] {"createdAt", "updatedAt"}) {
            String time = shown.path(name).asString("");
            times.put(shown.path("id").asString("") + " " + time, time);
        }
    }

    /**
     * Makes a recorded flow look as it should now: its id and its times are replaced by those that
     * stand for them, and those that appear for the first time by the ones that are shown.
     */
    void align(ObjectNode recorded, JsonNode shown) {
        String id = recorded.path("id").asString("");
        if (!recorded.has("createdAt") || !shown.has("id")) {
            return;
        }
        for (String name : new String[] {"createdAt", "updatedAt"}) {
            String time = recorded.path(name).asString("");
            String now = shown.path(name).asString("");
            recorded.put(name, times.computeIfAbsent(id + " " + time, _ -> now));
        }
        recorded.put("id", ids.computeIfAbsent(id, _ -> shown.path("id").asString("")));
    }
}
