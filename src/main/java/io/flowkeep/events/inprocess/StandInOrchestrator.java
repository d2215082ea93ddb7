package io.flowkeep.events.inprocess;

import io.flowkeep.events.Envelope;
import io.flowkeep.json.Json;
import java.time.Clock;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers each start of a flow with "started" and each stop with "stopped". It runs nothing.
 * Immutable.
 */
public final class StandInOrchestrator {
    private static final String SERVICE = "component-orchestrator";

    private final Clock clock;

    /** A stand-in that dates its answers by a clock. */
    public StandInOrchestrator(Clock clock) {
        this.clock = clock;
    }

    /** What the orchestrator says to an event, as a whole message; nothing without a flow's id. */
    Optional<String> answer(Envelope.Event event) {
        return switch (event.name()) {
            case "flow.starting" -> answer("flow.started", event.payload());
            case "flow.stopping" -> answer("flow.stopped", event.payload());
            default -> Optional.empty();
        };
    }

    private Optional<String> answer(String name, JsonNode payload) {
        JsonNode id = payload.path("id");
        if (!id.isString()) {
            return Optional.empty();
        }
        ObjectNode message = Json.object();
        message.putObject("headers")
                .put("name", name)
                .put("createdAt", (double) clock.millis())
                .put("serviceName", SERVICE);
        message.putObject("payload").set("id", id);
        return Optional.of(Json.text(message));
    }
}
