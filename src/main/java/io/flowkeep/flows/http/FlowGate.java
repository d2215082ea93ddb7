package io.flowkeep.flows.http;

import io.flowkeep.auth.FlowPermissions;
import io.flowkeep.auth.Identity;
import io.flowkeep.auth.IdentityAuthority;
import io.flowkeep.auth.Principal;
import io.flowkeep.flows.Actor;
import io.flowkeep.http.Refusal;
import io.flowkeep.http.Request;

/** Finds out who sends a request and whether they may. Safe for concurrent use. */
final class FlowGate {
    private final IdentityAuthority identities;
    private final FlowPermissions permissions;

    FlowGate(IdentityAuthority identities, FlowPermissions permissions) {
        this.identities = identities;
        this.permissions = permissions;
    }

    /** An authenticated user. */
    record Visitor(Principal principal, Actor actor) {}

    /**
     * Who asks. The scheme is not looked at: the second of the words between single blanks is the
     * token, whatever the first one is and what follows.
     *
     * @throws Refusal 401, with the reason
     */
    Visitor enter(Request request) {
        String header = request.header("authorization").orElse("").strip();
        if (header.isEmpty()) {
            throw FlowErrors.refusal(401, "Missing authorization header.");
        }
        String[] words = header.split(" ", -1);
        if (words.length < 2) {
            throw FlowErrors.refusal(401, "Invalid authorization header");
        }
        String token = words[1];
        return switch (identities.identify(token, request.header("x-auth-type").orElse(""))) {
            case Identity.Refused(var message) -> throw FlowErrors.refusal(401, message);
            case Identity.Known(var who) ->
                    new Visitor(who, new Actor(who.sub(), who.tenant(), who.isAdmin(), token));
        };
    }

    /**
     * Passes users who have the permission that a route needs.
     *
     * @throws Refusal 403
     */
    void require(FlowRoute.Need need, Principal principal) {
        boolean may =
                switch (need) {
                    case READ -> permissions.mayRead(principal);
                    case WRITE -> permissions.mayWrite(principal);
                    case CONTROL -> permissions.mayControl(principal);
                    case CHANGE_MANY -> permissions.mayChangeMany(principal);
                };
        if (!may) {
            throw FlowErrors.refusal(403, "MISSING_PERMISSION");
        }
    }

    /** Whether many flows may be created at once, by one who may create one. */
    boolean mayCreateMany(Principal principal) {
        return permissions.mayCreateMany(principal);
    }
}
