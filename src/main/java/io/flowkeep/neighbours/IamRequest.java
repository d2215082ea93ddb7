package io.flowkeep.neighbours;

import io.flowkeep.json.Json;
import io.flowkeep.text.Utf8;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** The two questions that Identity Management understands. Immutable. */
final class IamRequest {
    private static final String UNRESERVED = "-._~";

    /** What JavaScript's encodeURIComponent leaves besides: credentials are compared as encoded. */
    private static final String UNRESERVED_IN_CREDENTIALS = "-._~!*'()";

    private final IamSettings settings;

    IamRequest(IamSettings settings) {
        this.settings = settings;
    }

    /** The basic question: JSON, with this service's own token. */
    HttpRequest basic(URI url, String token) {
        ObjectNode body = Json.object();
        body.put("token", token);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url)
                        .header("accept", "application/json")
                        .header("content-type", "application/json")
                        .header("x-auth-type", "basic")
                        .POST(BodyPublishers.ofByteArray(Json.bytes(body)));
        if (!settings.serviceToken().isEmpty()) {
            request.header("authorization", "Bearer " + settings.serviceToken());
        }
        return request.build();
    }

    /**
     * The OIDC question: a form, with this service's credentials, which the neighbour wants in
     * base64url without padding where the standard has base64.
     */
    HttpRequest oidc(URI url, String token) {
        String pair =
                escape(settings.clientId(), UNRESERVED_IN_CREDENTIALS)
                        + ":"
                        + escape(settings.clientSecret(), UNRESERVED_IN_CREDENTIALS);
        String credentials =
                Base64.getUrlEncoder().withoutPadding().encodeToString(Utf8.bytes(pair));
        return HttpRequest.newBuilder(url)
                .header("accept", "application/json")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("authorization", "Basic " + credentials)
                .POST(BodyPublishers.ofByteArray(Utf8.bytes("token=" + escape(token, UNRESERVED))))
                .build();
    }

    private static String escape(String text, String unreserved) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : Utf8.bytes(text)) {
            char c = (char) (octet & 0xff);
            boolean letterOrDigit =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (letterOrDigit || unreserved.indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return escaped.toString();
    }
}
