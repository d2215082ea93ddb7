package io.flowkeep.neighbours;

import io.flowkeep.json.Json;
import io.flowkeep.text.Percent;
import io.flowkeep.text.Utf8;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** The two questions that Identity Management understands. Immutable. */
final class IamRequest {
    /** What JavaScript's encodeURIComponent leaves besides: credentials are compared as encoded. */
    private static final String UNRESERVED_IN_CREDENTIALS = Percent.UNRESERVED + "!*'()";

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
            request.header(BearerHeader.NAME, BearerHeader.value(settings.serviceToken()));
        }
        return request.build();
    }

    /**
     * The OIDC question: a form, with this service's credentials, which the neighbour wants in
     * base64url without padding where the standard has base64.
     */
    HttpRequest oidc(URI url, String token) {
        String pair =
                Percent.encode(settings.clientId(), UNRESERVED_IN_CREDENTIALS)
                        + ":"
                        + Percent.encode(settings.clientSecret(), UNRESERVED_IN_CREDENTIALS);
        String credentials =
                Base64.getUrlEncoder().withoutPadding().encodeToString(Utf8.bytes(pair));
        return HttpRequest.newBuilder(url)
                .header("accept", "application/json")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("authorization", "Basic " + credentials)
                .POST(
                        BodyPublishers.ofByteArray(
                                Utf8.bytes("token=" + Percent.encode(token, Percent.UNRESERVED))))
                .build();
    }
}
