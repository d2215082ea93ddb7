package io.flowkeep.http;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Reads a body by its media type, with the refusals of the server this replaces: a body without a
 * known type is 415, malformed JSON and bad UTF-8 are 400, too large is 413. JSON and text are read
 * whole; octets are handed on as a stream.
 */
public final class Media {
    private Media() {}

    /** What a body turned out to be. */
    public sealed interface Content {
        /** No body and no media type that promises one. */
        record None() implements Content {}

        /** {@code text/plain}. */
        record Text(String text) implements Content {}

        /** {@code application/json}. */
        record Parsed(JsonNode json) implements Content {}

        /** {@code application/octet-stream}, not read yet. */
        record Octets(InputStream bytes) implements Content {}
    }

    /** The most bytes a body may have. */
    public record Limits(long octets, long text) {}

    /** Reads JSON or text; octets are 415 here. */
    public static Content read(Request request, long limitBytes) {
        return read(request, new Limits(-1, limitBytes));
    }

    /**
     * Reads any of the three types.
     *
     * @param limits bytes for octets (below 0: octets are 415) and for text and JSON
     * @throws Refusal with the 400, 413 or 415 to answer
     */
    public static Content read(Request request, Limits limits) {
        Body body = request.body();
        Optional<String> type = request.header("content-type").map(Media::essence);
        if (type.isEmpty()) {
            if (body.isPresent()) {
                throw unsupported();
            }
            return new Content.None();
        }
        return switch (type.get()) {
            case "application/json" -> new Content.Parsed(json(body.bytes(limits.text())));
            case "text/plain" -> new Content.Text(utf8(body.bytes(limits.text())));
            case "application/octet-stream" -> octets(body, limits.octets());
            default -> throw unsupported();
        };
    }

    private static Content octets(Body body, long limitBytes) {
        if (limitBytes < 0) {
            throw unsupported();
        }
        return new Content.Octets(body.stream(limitBytes));
    }

    /** The media type without parameters, in lower case. */
    public static String essence(String header) {
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static JsonNode json(byte[] bytes) {
        if (bytes.length == 0) {
            throw new Refusal(
                    ErrorReply.of(
                            400,
                            "FST_ERR_CTP_EMPTY_JSON_BODY",
                            "Body cannot be empty when content-type is set to 'application/json'"));
        }
        try {
            return Json.parse(utf8(bytes));
        } catch (JsonSyntaxException e) {
            throw new Refusal(
                    ErrorReply.of(
                            400,
                            "FST_ERR_CTP_INVALID_JSON_BODY",
                            "Body is not valid JSON but content-type is set to"
                                    + " 'application/json'"));
        }
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(
                    ErrorReply.of(
                            400,
                            "FST_ERR_CTP_INVALID_CONTENT_LENGTH",
                            "Request body size did not match Content-Length"));
        }
    }

    private static Refusal unsupported() {
        return new Refusal(
                ErrorReply.of(415, "FST_ERR_CTP_INVALID_MEDIA_TYPE", "Unsupported Media Type"));
    }
}
