package io.flowkeep.neighbours;

import io.flowkeep.http.Reply;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which headers of a neighbour's answer go to our client: all but those that are about the
 * neighbour's connection, its origin or its security, for which ours stand. Stateless.
 */
final class PassedHeaders {
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

    private PassedHeaders() {}

    /** The neighbour's answer as ours; closes the body if it has none. */
    static Reply reply(int status, HttpHeaders headers, PulledBody body) {
        List<Reply.Header> passed = new ArrayList<>();
        Set<String> left = leftOut(headers);
        headers.map()
                .forEach((name, values) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (!left.contains(lower)
                            && !lower.startsWith("access-control-")
                            && !lower.startsWith("proxy-")
                            && !lower.startsWith(":")) {
                        values.forEach(value -> passed.add(new Reply.Header(lower, value)));
                    }
                });
        return new Reply(status, passed, content(status, headers, body));
    }

    private static Reply.Content content(int status, HttpHeaders headers, PulledBody body) {
        OptionalLong length = length(headers);
        if (status == 204 || status == 205 || (length.isPresent() && length.getAsLong() == 0)) {
            body.close();
            return new Reply.Content.Empty();
        }
        return length.isPresent()
                ? new Reply.Content.Stream(length.getAsLong(), body)
                : new Reply.Content.Chunked(body);
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
