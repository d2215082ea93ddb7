package io.flowkeep.http;

import io.flowkeep.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * The error shape of the FlowFuse face's framework: statusCode, code, error, message, in this
 * order. Other shapes belong to the features that use them.
 */
public final class ErrorReply {
    private ErrorReply() {}

    /** An error with a code, for example 400 {@code ENOTDIR} "Invalid Path". */
    public static Reply of(int status, String code, String message) {
        ObjectNode body = Json.object();
        body.put("statusCode", status);
        body.put("code", code);
        body.put("error", StatusText.of(status));
        body.put("message", message);
        return Reply.json(status, body);
    }

    /** An error that has no code. */
    public static Reply of(int status, String message) {
        ObjectNode body = Json.object();
        body.put("statusCode", status);
        body.put("error", StatusText.of(status));
        body.put("message", message);
        return Reply.json(status, body);
    }

    /** The one 401, whatever is wrong with the token: its own shape, and no word about why. */
    public static Reply unauthorized() {
        return word(401, "unauthorized");
    }

    /** The one 403: the token is not for this route, and no word about what else it may be. */
    public static Reply forbidden() {
        return word(403, "forbidden");
    }

    private static Reply word(int status, String word) {
        return Reply.json(status, Json.object().put("code", word).put("error", word));
    }
}
