package io.flowkeep.control;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client asks for, one line of JSON: {@code {"flowkeep":1,"command":"usage.recount",
 * "arguments":{"project":"p1"}}}. Immutable.
 *
 * @param command its name
 * @param arguments by their names
 */
public record ControlRequest(String command, Map<String, String> arguments) {
    /** The version of the protocol. A server refuses any other than its own, naming it. */
    public static final int VERSION = 1;

    /** Of the line, in bytes. */
    static final int MAX_BYTES = 8 * 1024;

    private static final String VERSION_MEMBER = "flowkeep";

    public ControlRequest {
        arguments = Map.copyOf(arguments);
    }

    String line() {
        ObjectNode json = Json.object();
        json.put(VERSION_MEMBER, VERSION);
        json.put("command", command);
        ObjectNode named = json.putObject("arguments");
        arguments.forEach(named::put);
        return Json.text(json);
    }

    /**
     * Reads a line.
     *
     * @throws ControlCommand.Misuse if it is none that this version understands
     */
    static ControlRequest read(String line) {
        JsonNode json;
        try {
            json = Json.parse(line);
        } catch (JsonSyntaxException e) {
            throw new ControlCommand.Misuse("this is no line of JSON");
        }
        JsonNode version = json.path(VERSION_MEMBER);
        if (!version.isNumber() || version.doubleValue() != VERSION) {
            throw new ControlCommand.Misuse(
                    "this server speaks version "
                            + VERSION
                            + " of the control protocol; take the command line of its release");
        }
        Map<String, String> arguments = new HashMap<>();
        for (Map.Entry<String, JsonNode> argument : json.path("arguments").properties()) {
            if (!argument.getValue().isString()) {
                throw new ControlCommand.Misuse(argument.getKey() + " must be a text");
            }
            arguments.put(argument.getKey(), argument.getValue().stringValue());
        }
        return new ControlRequest(json.path("command").asString(""), arguments);
    }
}
