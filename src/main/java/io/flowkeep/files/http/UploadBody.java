package io.flowkeep.files.http;

import io.flowkeep.files.Quota;
import io.flowkeep.http.ErrorReply;
import io.flowkeep.http.Media;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Request;
import io.flowkeep.json.Json;
import io.flowkeep.text.Utf8;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import tools.jackson.databind.JsonNode;

/**
 * The bytes that a write's body stands for, by media type. One request only.
 *
 * @param content the bytes
 * @param expectedBytes their number as far as it is known beforehand, else 0
 */
record UploadBody(InputStream content, long expectedBytes) {

    /**
     * Takes octets as they come, text and a JSON string as UTF-8.
     *
     * @param quota the project's quota: a JSON object, number or boolean is answered as over quota
     *     where there is one, since the server this replaces compared its missing length with it
     * @throws Refusal for what has no bytes
     */
    static UploadBody of(Media.Content body, Request request, Quota quota) {
        return switch (body) {
            case Media.Content.Octets(var bytes) ->
                    new UploadBody(bytes, request.body().declaredLength().orElse(0));
            case Media.Content.Text(var text) -> ofText(text);
            case Media.Content.Parsed(var json) when json.isString() -> ofText(json.stringValue());
            case Media.Content.Parsed(var json) -> throw refusal(json, quota);
            case Media.Content.None _ -> throw withoutLength("undefined");
        };
    }

    private static UploadBody ofText(String text) {
        byte[] bytes = Utf8.bytes(text);
        return new UploadBody(new ByteArrayInputStream(bytes), bytes.length);
    }

    private static Refusal refusal(JsonNode json, Quota quota) {
        if (json.isNull()) {
            return withoutLength("null");
        }
        if (quota.isLimited() && !json.isArray()) {
            return new Refusal(FileErrors.overQuota(quota.limitBytes()));
        }
        return new Refusal(
                ErrorReply.of(
                        400,
                        "ERR_INVALID_ARG_TYPE",
                        "The \"data\" argument must be of type string or an instance of Buffer,"
                                + " TypedArray, or DataView. Received "
                                + received(json)));
    }

    private static String received(JsonNode json) {
        return switch (json.getNodeType()) {
            case ARRAY -> "an instance of Array";
            case OBJECT -> "an instance of Object";
            case NUMBER -> "type number (" + Json.text(json) + ")";
            default ->
                    "type "
                            + json.getNodeType().name().toLowerCase(java.util.Locale.ROOT)
                            + " ("
                            + Json.text(json)
                            + ")";
        };
    }

    private static Refusal withoutLength(String value) {
        return new Refusal(
                ErrorReply.of(400, "Cannot read properties of " + value + " (reading 'length')"));
    }
}
