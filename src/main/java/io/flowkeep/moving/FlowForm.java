package io.flowkeep.moving;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowJson;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.RunState;
import io.flowkeep.flows.Unanswered;
import io.flowkeep.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A flow as clients see it, and in {@code _flowkeep} what they don't. Without that member, as when
 * the flow comes from an answer of the API, the run state is worked out from the status. Stateless.
 */
final class FlowForm implements LineForm<Flow> {
    static final String OWN = "_flowkeep";

    @Override
    public String key(Flow flow) {
        return flow.id().hex();
    }

    @Override
    public String lane(Flow flow) {
        return key(flow);
    }

    @Override
    public ObjectNode json(Flow flow) {
        ObjectNode json = FlowJson.of(flow);
        RunState run = flow.run();
        json.putObject(OWN)
                .put("definedAt", FlowJson.time(flow.definedAt()))
                .put("since", FlowJson.time(run.since()))
                .put("reason", run.reason())
                .put("startedBy", run.startedBy())
                .put("ran", run.ran())
                .put("unanswered", run.unanswered().letters())
                .put("announcedAt", FlowJson.time(run.announcedAt()))
                .put("announcements", run.announcements());
        return json;
    }

    @Override
    public Flow read(ObjectNode json) throws Misshapen {
        Optional<FlowId> id = FlowId.parse(json.path("id").asString(""));
        if (id.isEmpty() || !json.path("id").isString()) {
            throw new Misshapen("'id' is no id of a flow");
        }
        Instant createdAt = time(json, "createdAt");
        Instant updatedAt = time(json, "updatedAt");
        FlowStatus status = status(json.path("status"));
        ObjectNode members = Json.object();
        members.setAll(json);
        JsonNode own = members.remove(OWN);
        FlowDefinition definition = FlowDefinition.of(members);
        if (own == null) {
            RunState run = foreign(status, updatedAt);
            return new Flow(id.get(), definition, run, createdAt, updatedAt, Instant.EPOCH);
        }
        return new Flow(
                id.get(),
                definition,
                run(own, status),
                createdAt,
                updatedAt,
                time(own, "definedAt"));
    }

    private static RunState run(JsonNode own, FlowStatus status) throws Misshapen {
        return new RunState(
                status,
                time(own, "since"),
                text(own, "reason"),
                text(own, "startedBy"),
                flag(own, "ran"),
                unanswered(text(own, "unanswered")),
                time(own, "announcedAt"),
                number(own, "announcements"));
    }

    /** The run state of a flow written by a program without run states. */
    private static RunState foreign(FlowStatus status, Instant updatedAt) {
        boolean ran = status.equals(FlowStatus.ACTIVE);
        return new RunState(status, updatedAt, "", "", ran, Unanswered.NONE, updatedAt, 0);
    }

    private static FlowStatus status(JsonNode status) {
        if (status.isNull()) {
            return FlowStatus.NULL;
        }
        return status.isString()
                ? FlowStatus.of(status.stringValue())
                : status.isMissingNode() ? FlowStatus.INACTIVE : FlowStatus.of(Json.text(status));
    }

    private static Unanswered unanswered(String letters) throws Misshapen {
        try {
            return new Unanswered(letters);
        } catch (IllegalArgumentException _) {
            throw new Misshapen("'unanswered' is not made of S and P");
        }
    }

    private static int number(JsonNode json, String member) throws Misshapen {
        JsonNode value = json.path(member);
        if (!value.isNumber() || value.doubleValue() != Math.rint(value.doubleValue())) {
            throw new Misshapen("'" + member + "' is no whole number");
        }
        return (int) value.doubleValue();
    }

    private static boolean flag(JsonNode json, String member) throws Misshapen {
        JsonNode value = json.path(member);
        if (!value.isBoolean()) {
            throw new Misshapen("'" + member + "' is neither true nor false");
        }
        return value.booleanValue();
    }

    private static String text(JsonNode json, String member) throws Misshapen {
        JsonNode value = json.path(member);
        if (!value.isString()) {
            throw new Misshapen("'" + member + "' is no text");
        }
        return value.stringValue();
    }

    private static Instant time(JsonNode json, String member) throws Misshapen {
        try {
            return Instant.ofEpochMilli(Instant.parse(text(json, member)).toEpochMilli());
        } catch (DateTimeException | ArithmeticException _) {
            throw new Misshapen("'" + member + "' is no time such as 2026-05-01T12:00:00.000Z");
        }
    }
}
