package io.flowkeep.neighbours;

import io.flowkeep.auth.CheckAnswer;
import io.flowkeep.auth.Quotas;
import io.flowkeep.auth.Quotas.ContextLimit;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;

/**
 * Reads the platform's answer to a check. A yes is 2xx with a JSON body that JavaScript takes for
 * true: {@code {"quota":{"file":bytes,"context":bytes}}} from the real platform, but {@code {}} and
 * even {@code "x"} pass, as in the server this replaces.
 */
final class PlatformAnswer {
    /**
     * What {@code true} stands for: team types with all features have it in place of a number of
     * MiB, and the platform's own arithmetic makes one MiB of it.
     */
    private static final long TRUE_BYTES = 1024 * 1024;

    /** The platform's answers have about 60 bytes. */
    static final int MAX_BYTES = 64 * 1024;

    private PlatformAnswer() {}

    static CheckAnswer read(NeighbourClient.Answer answered) {
        int status = answered.status();
        if (status == 408 || status == 413 || status == 429 || status >= 500) {
            return new CheckAnswer.Unreachable("HTTP " + status);
        }
        if (status < 200 || status > 299) {
            return new CheckAnswer.Refused();
        }
        try {
            JsonNode answer = Json.parseStored(text(answered));
            return Json.isTruthy(answer)
                    ? new CheckAnswer.Allowed(quotas(answer.path("quota")))
                    : new CheckAnswer.Refused();
        } catch (IOException | JsonSyntaxException e) {
            // No JSON, or quotas that cannot be understood: the reason to refuse, so it ends here.
            return new CheckAnswer.Refused();
        }
    }

    private static String text(NeighbourClient.Answer answered) throws IOException {
        String encoding =
                answered.headers()
                        .firstValue("content-encoding")
                        .orElse("identity")
                        .toLowerCase(Locale.ROOT);
        byte[] bytes =
                switch (encoding) {
                    case "identity" -> answered.body();
                    case "gzip", "x-gzip" -> gunzip(answered.body());
                    default -> throw new IOException("unknown content encoding");
                };
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] gunzip(byte[] packed) throws IOException {
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return unpacked.readNBytes(MAX_BYTES);
        }
    }

    private static Quotas quotas(JsonNode quota) throws IOException {
        JsonNode file = quota.path("file");
        JsonNode context = quota.path("context");
        OptionalLong fileBytes =
                Json.isTruthy(file) ? OptionalLong.of(bytes(file)) : OptionalLong.empty();
        return new Quotas(fileBytes, contextLimit(context));
    }

    private static ContextLimit contextLimit(JsonNode context) throws IOException {
        if (context.isMissingNode()) {
            return new ContextLimit.Unsaid();
        }
        return Json.isTruthy(context)
                ? new ContextLimit.Bytes(bytes(context))
                : new ContextLimit.FromConfig();
    }

    /** A limit below zero lets nothing in, as in the server this replaces. */
    private static long bytes(JsonNode limit) throws IOException {
        if (limit.isBoolean()) {
            return TRUE_BYTES;
        }
        if (!limit.isNumber()) {
            throw new IOException("a quota that is not a number");
        }
        return Math.max(0, (long) limit.doubleValue());
    }
}
