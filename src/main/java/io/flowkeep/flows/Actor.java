package io.flowkeep.flows;

import java.util.HashSet;
import java.util.Set;

/**
 * The user on whose behalf something is done. Immutable.
 *
 * @param sub the user's id; empty if the token says none
 * @param tenant the user's tenant; empty if there is none
 * @param admin whether everything is visible
 * @param token sent along when neighbours are asked; a secret
 */
public record Actor(String sub, String tenant, boolean admin, String token) {

    /** Which flows this one can see. */
    public Visibility visibility() {
        if (admin) {
            return new Visibility.All();
        }
        Set<String> ids = new HashSet<>();
        if (!sub.isEmpty()) {
            ids.add(sub);
        }
        if (!tenant.isEmpty()) {
            ids.add(tenant);
        }
        return new Visibility.OwnedBy(ids);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Actor[sub=" + sub + ", tenant=" + tenant + ", admin=" + admin + "]";
    }
}
