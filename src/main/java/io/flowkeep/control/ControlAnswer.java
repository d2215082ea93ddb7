package io.flowkeep.control;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The server's answers to a client, one line of JSON each: any number of parts, then one end. */
public sealed interface ControlAnswer {
    /** Of a line, in bytes. */
    int MAX_BYTES = 256 * 1024;

    /** Something has been done, and there is more to come. */
    record Part(ObjectNode part) implements ControlAnswer {}

    /** All has been done. */
    record Done(ObjectNode summary) implements ControlAnswer {}

    /** It failed on the way; what had been done stays done. */
    record Failed(String why) implements ControlAnswer {}

    /** Nothing was begun; the message is for the client. */
    record Refused(String why) implements ControlAnswer {}

    /** As it is sent. */
    default String line() {
        ObjectNode json = Json.object();
        switch (this) {
            case Part(var part) -> json.set("part", part);
            case Done(var summary) -> json.set("done", summary);
            case Failed(var why) -> json.put("failed", why);
            case Refused(var why) -> json.put("refused", why);
        }
        return Json.text(json);
    }

    /**
     * Reads a line.
     *
     * @throws IOException if it is none of these
     */
    static ControlAnswer read(String line) throws IOException {
        try {
            for (Map.Entry<String, JsonNode> member : Json.parse(line).properties()) {
                JsonNode value = member.getValue();
                switch (member.getKey()) {
                    case "part" -> {
                        return new Part(object(value));
                    }
                    case "done" -> {
                        return new Done(object(value));
                    }
                    case "failed" -> {
                        return new Failed(value.asString(""));
                    }
                    case "refused" -> {
                        return new Refused(value.asString(""));
                    }
                    default -> {}
                }
            }
        } catch (JsonSyntaxException e) {
            throw new IOException("the server said what is no JSON", e);
        }
        throw new IOException("the server said what this release does not understand");
    }

    private static ObjectNode object(JsonNode value) throws IOException {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("the server said what this release does not understand");
    }
}
