package io.flowkeep.flows.http;

import io.flowkeep.auth.Principal;
import io.flowkeep.flows.Actor;
import io.flowkeep.flows.FlowId;
import io.flowkeep.http.Reply;
import io.flowkeep.http.Request;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An authorised request, ready for its handler.
 *
 * @param query as sent, without the question mark
 * @param body an empty object if there is none
 */
record FlowCall(Request request, String query, Principal principal, Actor actor, JsonNode body) {

    /** Answers a request. */
    @FunctionalInterface
    interface Handler {
        Reply handle(FlowCall call);
    }

    /** The id of the flow that the path names, if it is one. */
    Optional<FlowId> flowId() {
        return FlowId.parse(request.param("id"));
    }
}
