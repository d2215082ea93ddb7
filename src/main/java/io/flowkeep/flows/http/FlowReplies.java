package io.flowkeep.flows.http;

import io.flowkeep.flows.Changed;
import io.flowkeep.flows.Created;
import io.flowkeep.flows.Deleted;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowJson;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.http.Reply;
import io.flowkeep.json.Json;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Outcomes as answers, for one flow at a time. */
final class FlowReplies {
    /** The message if a flow to be changed or deleted does not exist. */
    static final String NOT_FOUND = "Flow not found";

    /** The message if a flow to be started or stopped does not exist. */
    static final String NOT_FOUND_TO_RUN = "No flow with this ID found";

    /** The message for an invalid id. */
    static final String INVALID_ID = "Invalid id";

    private static final String PRECONDITION = "The flow is not as If-Match expects it";

    private FlowReplies() {}

    /** The requested data, beside an empty {@code meta}. */
    static ObjectNode data(JsonNode data) {
        ObjectNode body = Json.object();
        body.set("data", data);
        body.putObject("meta");
        return body;
    }

    static Reply flow(int status, Flow flow) {
        return Tagged.flow(status, data(FlowJson.of(flow)), flow);
    }

    static Reply created(Created outcome) {
        return switch (outcome) {
            case Created.Done(var flow, var unchecked) -> warned(flow(201, flow), unchecked);
            case Created.Invalid(var messages) -> FlowErrors.of(400, messages);
        };
    }

    static Reply changed(Changed outcome) {
        return switch (outcome) {
            case Changed.Done(var flow, var unchecked) -> warned(flow(200, flow), unchecked);
            case Changed.NotFound() -> FlowErrors.of(404, NOT_FOUND);
            case Changed.NotInactive(var status) -> FlowErrors.of(409, notInactive("", status));
            case Changed.Invalid(var messages) -> FlowErrors.of(400, messages);
            case Changed.PreconditionFailed() -> FlowErrors.of(412, PRECONDITION);
        };
    }

    static Reply deleted(Deleted outcome) {
        return switch (outcome) {
            case Deleted.Done() ->
                    Tagged.json(200, Json.object().put("msg", "Flow was successfully deleted"));
            case Deleted.NotFound() -> FlowErrors.of(404, NOT_FOUND);
            case Deleted.NotInactive(var status) -> FlowErrors.of(409, notInactive("", status));
            case Deleted.PreconditionFailed() -> FlowErrors.of(412, PRECONDITION);
        };
    }

    /**
     * Why a flow cannot be changed.
     *
     * @param id with a blank after it, or empty where the path says which flow it is
     */
    static String notInactive(String id, FlowStatus status) {
        return "Flow " + id + "is not inactive. Current status: " + status.text();
    }

    /** The answer, and which neighbours could not be asked whether the flow's references exist. */
    static Reply warned(Reply reply, Collection<String> unchecked) {
        Reply warned = reply;
        for (String name : List.copyOf(unchecked)) {
            warned = warned.with("Warning", "199 flowkeep \"" + name + " could not be asked\"");
        }
        return warned;
    }
}
