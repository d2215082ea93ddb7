package io.flowkeep.flows;

import io.flowkeep.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the events that tell what happened to flows, in the form that the other services read. Safe
 * for concurrent use.
 */
public final class FlowEvents {
    private static final String SERVICE = "flow-repository";

    private final InstantSource clock;
    private final Supplier<String> ids;

    /**
     * A maker of events.
     *
     * @param ids gives an id for each event, never the same twice
     */
    public FlowEvents(InstantSource clock, Supplier<String> ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** The flow is new. */
    FlowEvent created(FlowId flow, Actor actor) {
        return byActor("flowrepo.flow.created", flow, actor);
    }

    /** The flow's definition was changed by its owner. */
    FlowEvent modified(FlowId flow, Actor actor) {
        return byActor("flowrepo.flow.modified", flow, actor);
    }

    /** The flow is gone. */
    FlowEvent deleted(FlowId flow, Actor actor) {
        return byActor("flowrepo.flow.deleted", flow, actor);
    }

    /**
     * The flow is to run.
     *
     * @param flow in the state of starting
     * @param startedBy a user's id; left out if it is empty
     */
    FlowEvent starting(Flow flow, String startedBy) {
        ObjectNode payload = FlowJson.of(flow);
        payload.put("status", FlowStatus.STARTING.text());
        if (!startedBy.isEmpty()) {
            payload.put("startedBy", startedBy);
        }
        return event("flow.starting", payload);
    }

    /** The flow is not to run; told in the state of stopping, whatever state it is in. */
    FlowEvent stopping(Flow flow) {
        ObjectNode payload = FlowJson.of(flow);
        payload.put("status", FlowStatus.STOPPING.text());
        return event("flow.stopping", payload);
    }

    private FlowEvent byActor(String name, FlowId flow, Actor actor) {
        ObjectNode payload = Json.object();
        payload.put("tenant", actor.tenant());
        if (!actor.sub().isEmpty()) {
            payload.put("user", actor.sub());
        }
        payload.put("flowId", flow.hex());
        return event(name, payload);
    }

    private FlowEvent event(String name, ObjectNode payload) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        ObjectNode body = Json.object();
        body.putObject("headers")
                .put("name", name)
                .put("createdAt", now.toEpochMilli())
                .put("serviceName", SERVICE);
        body.set("payload", payload);
        return new FlowEvent(ids.get(), name, now, Json.text(body));
    }
}
