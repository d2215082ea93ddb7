package io.flowkeep.events;

import tools.jackson.databind.JsonNode;

/** Acts on events that come in. Safe for concurrent use. */
@FunctionalInterface
public interface EventHandler {

    /**
     * Acts on an event; when this returns, the effect is stored. May be called again with the same
     * event. An exception counts as a temporary fault: the event comes again later.
     *
     * @param name from the event's own headers, not from the way it came
     * @param payload JSON null or any other value
     */
    Handling handle(String name, JsonNode payload);
}
