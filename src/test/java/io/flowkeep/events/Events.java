package io.flowkeep.events;

import io.flowkeep.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events for tests. Stateless. */
public final class Events {
    public static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private Events() {}

    /** An event of a key whose payload holds the id as well. */
    public static OutboxEvent event(String id, String key, String name) {
        ObjectNode payload = Json.object().put("id", id);
        return new OutboxEvent(id, key, name, body(name, payload), NOON, 0);
    }

    /** Events of that many keys; their ids are the prefix and a number from 0 on. */
    public static List<OutboxEvent> many(String prefix, int count, int keys, String name) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(prefix + i, "key" + i % keys, name))
                .toList();
    }

    /** A whole message. */
    public static String body(String name, JsonNode payload) {
        ObjectNode message = Json.object();
        message.putObject("headers")
                .put("name", name)
                .put("createdAt", 1.0)
                .put("serviceName", "test");
        message.set("payload", payload);
        return Json.text(message);
    }
}
