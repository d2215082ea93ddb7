package io.flowkeep.http;

import io.flowkeep.json.Json;
import io.flowkeep.text.Utf8;
import tools.jackson.databind.node.ObjectNode;

/** The shell's own errors, each in the shape and member order of the server this replaces. */
final class ShellErrors {
    private static final String PLAIN_JSON = "application/json";

    private ShellErrors() {}

    static Reply unknownRoute(String method, String uri) {
        ObjectNode body = Json.object();
        body.put("message", "Route %s:%s not found".formatted(method, uri));
        body.put("error", StatusText.of(404));
        body.put("statusCode", 404);
        return Reply.json(404, body);
    }

    static Reply wrongMethod(String method, String allow) {
        return ErrorReply.of(405, "Method %s is not allowed here".formatted(method))
                .with("Allow", allow);
    }

    static Reply badUrl(String uri) {
        ObjectNode body = Json.object();
        body.put("error", StatusText.of(400));
        body.put("code", "FST_ERR_BAD_URL");
        body.put("message", "'%s' is not a valid url component".formatted(uri));
        body.put("statusCode", 400);
        return plain(400, body);
    }

    static Reply unreadable() {
        return parserError(400, "Client Error");
    }

    static Reply headTooLarge() {
        return parserError(431, "Exceeded maximum allowed HTTP header size");
    }

    static Reply bodyTooLarge() {
        return ErrorReply.of(413, "FST_ERR_CTP_BODY_TOO_LARGE", "Request body is too large");
    }

    static Reply bodyTooSlow() {
        return ErrorReply.of(408, "The request body did not arrive in time");
    }

    static Reply busy() {
        return unavailable("Too many requests at once", 1);
    }

    static Reply stopping() {
        return unavailable("The server is stopping", 5);
    }

    static Reply storeUnavailable() {
        return unavailable("Storage is not available", 2);
    }

    static Reply internal(String requestId) {
        return ErrorReply.of(500, "Internal error, see the log for request " + requestId);
    }

    private static Reply unavailable(String message, int retryAfterSeconds) {
        return ErrorReply.of(503, message).with("Retry-After", Integer.toString(retryAfterSeconds));
    }

    private static Reply parserError(int status, String message) {
        ObjectNode body = Json.object();
        body.put("error", StatusText.of(status));
        body.put("message", message);
        body.put("statusCode", status);
        return plain(status, body);
    }

    private static Reply plain(int status, ObjectNode body) {
        return Reply.bytes(status, PLAIN_JSON, Utf8.bytes(Json.text(body)));
    }
}
