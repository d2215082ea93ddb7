package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.http.RawClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** What every answer carries, whatever it says, and what none may tell. */
final class AnswerCheck {
    private static final String POLICY = "Content-Security-Policy";

    private static final Map<String, String> SECURITY =
            Map.ofEntries(
                    Map.entry(
                            "Content-Security-Policy",
                            "default-src 'self';base-uri 'self';font-src 'self' https: data:;"
                                    + "form-action 'self';frame-ancestors 'self';"
                                    + "img-src 'self' data:;object-src 'none';script-src 'self';"
                                    + "script-src-attr 'none';"
                                    + "style-src 'self' https: 'unsafe-inline';"
                                    + "upgrade-insecure-requests"),
                    Map.entry("Cross-Origin-Opener-Policy", "same-origin"),
                    Map.entry("Cross-Origin-Resource-Policy", "same-origin"),
                    Map.entry("Origin-Agent-Cluster", "?1"),
                    Map.entry("Referrer-Policy", "no-referrer"),
                    Map.entry("X-Content-Type-Options", "nosniff"),
                    Map.entry("X-DNS-Prefetch-Control", "off"),
                    Map.entry("X-Download-Options", "noopen"),
                    Map.entry("X-Frame-Options", "DENY"),
                    Map.entry("X-Permitted-Cross-Domain-Policies", "none"),
                    Map.entry("X-XSS-Protection", "0"));

    private AnswerCheck() {}

    /** Fails if a header is missing or a folder of the server is named. */
    static void check(RawClient.Answer answer, Path home) {
        check(answer, home, SECURITY.getOrDefault(POLICY, ""));
    }

    /** The same for an answer whose policy is its own. */
    static void check(RawClient.Answer answer, Path home, String policy) {
        assertAll(
                SECURITY.entrySet().stream()
                        .map(header ->
                                () ->
                                        assertEquals(
                                                header.getKey().equals(POLICY)
                                                        ? policy
                                                        : header.getValue(),
                                                answer.header(header.getKey()).orElse("absent"),
                                                header.getKey())));
        String id = answer.header("x-request-id").orElse("");
        assertTrue(id.matches("[0-9a-f]{16}"), () -> "X-Request-Id: " + id);
        String all = String.join("\n", answer.headerLines()) + answer.text();
        for (String folder : new String[] {home.toString(), home.getFileName().toString()}) {
            assertFalse(all.contains(folder), all);
        }
        assertFalse(new String(answer.body(), StandardCharsets.UTF_8).contains("/tmp"), all);
    }
}
