package io.flowkeep.events;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** A message as it comes in: {@code {"headers":{"name":...},"payload":...}}. */
public sealed interface Envelope {

    /**
     * A message that can be handed to a handler. Immutable.
     *
     * @param name from the message's own headers, never empty
     * @param payload JSON null if the message has none
     */
    record Event(String name, JsonNode payload) implements Envelope {}

    /** A message that can never be handled. */
    record Unreadable(String why) implements Envelope {}

    /**
     * Reads a message in UTF-8. Bytes that are not UTF-8 are replaced, as the services that share
     * the bus do; members of any name are accepted, since only known ones are read.
     */
    static Envelope read(byte[] body) {
        return read(new String(body, StandardCharsets.UTF_8));
    }

    /** Reads a message. */
    static Envelope read(String body) {
        JsonNode message;
        try {
            message = Json.parseStored(body);
        } catch (JsonSyntaxException e) {
            return new Unreadable(String.valueOf(e.getMessage()));
        }
        if (!message.isObject()) {
            return new Unreadable("not a JSON object");
        }
        JsonNode headers = message.path("headers");
        if (!headers.isObject()) {
            return new Unreadable("no headers");
        }
        JsonNode name = headers.path("name");
        if (!name.isString() || name.stringValue().isEmpty()) {
            return new Unreadable("no name in the headers");
        }
        JsonNode payload = message.path("payload");
        return new Event(name.stringValue(), payload.isMissingNode() ? NullNode.instance : payload);
    }
}
