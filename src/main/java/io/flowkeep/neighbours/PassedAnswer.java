package io.flowkeep.neighbours;

import io.flowkeep.flows.StepLogs;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A neighbour's answer that goes to our client, with all of its headers but those that are about
 * the neighbour's connection, its origin or its security, for which ours stand. Stateless.
 */
final class PassedAnswer {
    private static final Set<String> OURS =
            Set.of(
                    "alt-svc",
                    "clear-site-data",
                    "connection",
                    "content-length",
                    "content-security-policy",
                    "content-security-policy-report-only",
                    "cross-origin-embedder-policy",
                    "cross-origin-opener-policy",
                    "cross-origin-resource-policy",
                    "date",
                    "keep-alive",
                    "location",
                    "nel",
                    "origin-agent-cluster",
                    "permissions-policy",
                    "referrer-policy",
                    "refresh",
                    "report-to",
                    "server",
                    "set-cookie",
                    "set-cookie2",
                    "strict-transport-security",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "via",
                    "www-authenticate",
                    "x-content-type-options",
                    "x-dns-prefetch-control",
                    "x-download-options",
                    "x-frame-options",
                    "x-permitted-cross-domain-policies",
                    "x-powered-by",
                    "x-request-id",
                    "x-xss-protection");

    private PassedAnswer() {}

    /**
     * The neighbour's answer for our client.
     *
     * @param patience for each part of the body
     */
    static StepLogs.Answer of(HttpResponse<AnswerBody> answer, Duration patience) {
        List<StepLogs.Header> passed = new ArrayList<>();
        Set<String> left = leftOut(answer.headers());
        answer.headers()
                .map()
                .forEach((name, values) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (!left.contains(lower)
                            && !lower.startsWith("access-control-")
                            && !lower.startsWith("proxy-")
                            && !lower.startsWith(":")) {
                        values.forEach(value -> passed.add(new StepLogs.Header(lower, value)));
                    }
                });
        int status = answer.statusCode();
        OptionalLong bytes =
                status == 204 || status == 205 ? OptionalLong.of(0) : length(answer.headers());
        return new StepLogs.Answer.Told(status, passed, new Passed(bytes, answer.body(), patience));
    }

    private record Passed(OptionalLong bytes, AnswerBody body, Duration patience)
            implements StepLogs.Content {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            body.writeTo(out, patience);
        }

        @Override
        public void close() {
            body.close();
        }
    }

    /** Not believed beside chunks, where it does not count. */
    private static OptionalLong length(HttpHeaders headers) {
        return headers.firstValue("transfer-encoding").isPresent()
                ? OptionalLong.empty()
                : headers.firstValueAsLong("content-length");
    }

    /** Ours, and what the neighbour itself says is for its connection only. */
    private static Set<String> leftOut(HttpHeaders headers) {
        Set<String> left = new HashSet<>(OURS);
        for (String value : headers.allValues("connection")) {
            for (String name : value.split(",", -1)) {
                left.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return left;
    }
}
