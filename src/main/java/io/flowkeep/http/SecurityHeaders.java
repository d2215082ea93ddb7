package io.flowkeep.http;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The security headers that every answer carries, errors included, with the names and values of the
 * server this replaces (helmet's defaults, but frames refused altogether).
 */
final class SecurityHeaders {
    /** In the order they are sent. */
    static final List<Reply.Header> ALL =
            List.of(
                    new Reply.Header(
                            "Content-Security-Policy",
                            "default-src 'self';base-uri 'self';font-src 'self' https:"
                                + " data:;form-action 'self';frame-ancestors 'self';img-src 'self'"
                                + " data:;object-src 'none';script-src 'self';script-src-attr"
                                + " 'none';style-src 'self' https:"
                                + " 'unsafe-inline';upgrade-insecure-requests"),
                    new Reply.Header("Cross-Origin-Opener-Policy", "same-origin"),
                    new Reply.Header("Cross-Origin-Resource-Policy", "same-origin"),
                    new Reply.Header("Origin-Agent-Cluster", "?1"),
                    new Reply.Header("Referrer-Policy", "no-referrer"),
                    new Reply.Header("X-Content-Type-Options", "nosniff"),
                    new Reply.Header("X-DNS-Prefetch-Control", "off"),
                    new Reply.Header("X-Download-Options", "noopen"),
                    new Reply.Header("X-Frame-Options", "DENY"),
                    new Reply.Header("X-Permitted-Cross-Domain-Policies", "none"),
                    new Reply.Header("X-XSS-Protection", "0"));

    /** Their names, as they are written above. */
    static final Set<String> NAMES =
            ALL.stream().map(Reply.Header::name).collect(Collectors.toUnmodifiableSet());

    private SecurityHeaders() {}
}
