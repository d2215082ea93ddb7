package io.flowkeep.flows.http;

import io.flowkeep.http.Refusal;
import io.flowkeep.http.Reply;
import io.flowkeep.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Errors in the shape of this face: {@code {"errors":[{"message","code"}]}}. */
final class FlowErrors {
    /** The message when the store is unreachable. */
    static final String NO_STORE = "NO DB. Please try again later 0";

    private static final int STORE_RETRY_SECONDS = 2;

    private FlowErrors() {}

    /** One error, whose code is the status. */
    static Reply of(int status, String message) {
        return Tagged.json(status, body(status, List.of(message)));
    }

    /** Several errors, each with the status as its code. */
    static Reply of(int status, List<String> messages) {
        return Tagged.json(status, body(status, messages));
    }

    /** One error, as a way out. */
    static Refusal refusal(int status, String message) {
        return new Refusal(of(status, message));
    }

    /** An error without a code, as the replaced server sends it in two cases. */
    static Reply withoutCode(int status, String message) {
        ObjectNode body = Json.object();
        body.putArray("errors").addObject().put("message", message);
        return Tagged.json(status, body);
    }

    /** One error, as {@link #of}, of an answer that has no tag. */
    static Reply untagged(int status, String message) {
        return Reply.json(status, body(status, List.of(message)));
    }

    /** Errors given as a text, as the replaced server sends them on two routes. */
    static Reply asText(int status, String message) {
        return Tagged.json(status, Json.object().put("errors", message));
    }

    /** The store is unreachable; the message is the one that clients know. */
    static Reply noStore(int status) {
        return of(status, NO_STORE).with("Retry-After", Integer.toString(STORE_RETRY_SECONDS));
    }

    static Reply internal(String requestId) {
        return of(500, internalMessage(requestId));
    }

    static String internalMessage(String requestId) {
        return "Internal error, see the log for request " + requestId;
    }

    /** The body of errors, also for an element of a list. */
    static ObjectNode body(int code, List<String> messages) {
        ObjectNode body = Json.object();
        var errors = body.putArray("errors");
        messages.forEach(message -> errors.addObject().put("message", message).put("code", code));
        return body;
    }

    /**
     * The body of an error about one flow of many.
     *
     * @param flowId as it was sent, whatever it is
     */
    static ObjectNode body(int code, String message, JsonNode flowId) {
        ObjectNode body = Json.object();
        ObjectNode error = body.putArray("errors").addObject().put("message", message);
        error.set("flowId", flowId);
        error.put("code", code);
        return body;
    }
}
