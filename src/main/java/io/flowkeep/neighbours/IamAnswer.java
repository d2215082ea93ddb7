package io.flowkeep.neighbours;

import io.flowkeep.auth.Identity;
import io.flowkeep.auth.IdentityAnswer;
import io.flowkeep.auth.Principal;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads Identity Management's answer. The user is the answer's object with the members of its
 * {@code claims} over it. Only 404 says that there is no such token; other failures are about this
 * service's own token or about Identity Management itself.
 *
 * <p>Something else than an object is a user who may do nothing, as in the server this replaces.
 * {@code active:false} is a refusal at both endpoints; there it was one at the OIDC endpoint only.
 */
final class IamAnswer {
    /** An account with all its roles has a few kB. */
    static final int MAX_BYTES = 1024 * 1024;

    private IamAnswer() {}

    static IdentityAnswer read(NeighbourClient.Answer answer) {
        int status = answer.status();
        if (status == 404) {
            return new IdentityAnswer.Refused(Identity.UNKNOWN);
        }
        if (status < 200 || status > 299) {
            return new IdentityAnswer.Unreachable("HTTP " + status);
        }
        if (answer.body().length >= MAX_BYTES) {
            return new IdentityAnswer.Unreachable("an answer without end");
        }
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        try {
            return text.isBlank() ? empty() : read(Json.parseStored(text));
        } catch (JsonSyntaxException e) {
            // Perhaps the page of a proxy: it gives no permission.
            return new IdentityAnswer.Known(Principal.NOBODY);
        }
    }

    private static IdentityAnswer read(JsonNode body) {
        if (!Json.isTruthy(body)) {
            return empty();
        }
        if (!(body instanceof ObjectNode object)) {
            return new IdentityAnswer.Known(Principal.NOBODY);
        }
        JsonNode active = object.path("active");
        if (!active.isMissingNode() && !(active.isBoolean() && active.booleanValue())) {
            return new IdentityAnswer.Refused(Identity.EXPIRED);
        }
        ObjectNode user = object.deepCopy();
        if (object.path("claims") instanceof ObjectNode claims) {
            user.setAll(claims);
        }
        String sub = name(user.path("sub"));
        return new IdentityAnswer.Known(
                new Principal(
                        sub.isEmpty() ? name(object.path("_id")) : sub,
                        name(user.path("tenant")),
                        permissions(user.path("permissions"))));
    }

    private static IdentityAnswer empty() {
        return new IdentityAnswer.Unreachable("an empty answer");
    }

    /** An id as text; a number is written as JavaScript writes it. */
    private static String name(JsonNode value) {
        if (value.isString()) {
            return value.stringValue();
        }
        return value.isNumber() ? Json.text(value) : "";
    }

    /**
     * An array of names. A text counts as the names in it, between blanks and commas; the server
     * this replaces let anybody pass in whose text a permission occurred, so that {@code
     * tenant.all} meant {@code all}.
     */
    private static Set<String> permissions(JsonNode value) {
        if (value.isString()) {
            return Arrays.stream(value.stringValue().split("[\\s,]+"))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        }
        return value.isArray()
                ? value.valueStream()
                        .filter(JsonNode::isString)
                        .map(JsonNode::stringValue)
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }
}
