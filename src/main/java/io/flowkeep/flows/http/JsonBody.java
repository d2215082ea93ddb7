package io.flowkeep.flows.http;

import io.flowkeep.http.Body;
import io.flowkeep.http.BodyAborted;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Request;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import tools.jackson.databind.JsonNode;

/**
 * Reads bodies with the leniency of the server this replaces: what is not said to be JSON counts as
 * an empty object, what is must be an object or a list. Safe for concurrent use.
 */
final class JsonBody {
    private static final int TOO_LARGE = 413;

    /** No legitimate packed body is larger than the unpacked one may be. */
    private static final int PACKING_BYTES = 64 * 1024;

    private final long limitBytes;

    JsonBody(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * The body of a request.
     *
     * @param place where an unpacked body is kept
     * @throws Refusal with the 400, 413 or 415 to answer
     */
    JsonNode read(Request request, UnpackedBodies.Place place) {
        BodyType type = BodyType.of(request.header("content-type").orElse(""));
        if (!type.isJson() || !request.body().isPresent()) {
            return Json.object();
        }
        if (!type.charset().startsWith("utf-")) {
            throw type.unsupportedCharset();
        }
        String coding =
                request.header("content-encoding")
                        .filter(name -> !name.isEmpty())
                        .orElse("identity")
                        .toLowerCase(Locale.ROOT);
        return json(type.decode(bytes(request.body(), coding, type, place)));
    }

    private byte[] bytes(Body body, String coding, BodyType type, UnpackedBodies.Place place) {
        try {
            return switch (coding) {
                case "identity" -> {
                    type.requireKnownCharset();
                    yield body.bytes(limitBytes);
                }
                case "gzip", "deflate" -> {
                    type.requireKnownCharset();
                    yield unpacked(body.stream(limitBytes + PACKING_BYTES), coding, place);
                }
                default ->
                        throw FlowErrors.refusal(
                                415, "unsupported content encoding \"" + coding + "\"");
            };
        } catch (Refusal refusal) {
            throw refusal.reply().status() == TOO_LARGE ? tooLarge() : refusal;
        }
    }

    private byte[] unpacked(InputStream packed, String coding, UnpackedBodies.Place place) {
        try (packed;
                InputStream in =
                        coding.equals("gzip")
                                ? new GZIPInputStream(packed)
                                : new InflaterInputStream(packed)) {
            byte[] first = in.readNBytes((int) Math.min(limitBytes, UnpackedBodies.SMALL_BYTES));
            int second = in.read();
            if (second < 0) {
                return first;
            }
            if (first.length == limitBytes) {
                throw tooLarge();
            }
            place.take();
            return rest(first, second, in);
        } catch (BodyAborted e) {
            throw new UncheckedIOException(e);
        } catch (EOFException e) {
            throw FlowErrors.refusal(400, "unexpected end of file");
        } catch (ZipException e) {
            throw FlowErrors.refusal(400, complaint(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] rest(byte[] first, int second, InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(first.length * 4);
        bytes.writeBytes(first);
        bytes.write(second);
        bytes.writeBytes(in.readNBytes(Math.toIntExact(limitBytes - bytes.size())));
        if (in.read() >= 0) {
            throw tooLarge();
        }
        return bytes.toByteArray();
    }

    private static String complaint(ZipException e) {
        String message = String.valueOf(e.getMessage());
        return message.equals("Not in GZIP format") ? "incorrect header check" : message;
    }

    private static Refusal tooLarge() {
        return FlowErrors.refusal(TOO_LARGE, "request entity too large");
    }

    private static JsonNode json(String text) {
        if (text.isEmpty()) {
            return Json.object();
        }
        try {
            JsonNode body = Json.parseStored(text);
            if (!body.isContainer()) {
                throw FlowErrors.refusal(400, "The body is JSON, but no object and no array");
            }
            return body;
        } catch (JsonSyntaxException e) {
            throw FlowErrors.refusal(400, e.line() == 0 ? tooMuch() : notJson(e));
        }
    }

    private static String notJson(JsonSyntaxException e) {
        return String.format(
                Locale.ROOT, "The body is not JSON, see line %d, column %d", e.line(), e.column());
    }

    /** The message for valid JSON that is refused nevertheless. */
    private static String tooMuch() {
        return String.format(
                Locale.ROOT,
                "JSON is nested deeper than %d levels or has a number of more than 10000 digits",
                Json.MAX_DEPTH);
    }
}
