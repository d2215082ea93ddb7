package io.flowkeep.auth;

import java.util.Set;

/**
 * Who a token stands for, as Identity Management says. Immutable.
 *
 * @param sub the user's id; empty if the token has none
 * @param tenant the user's tenant; empty if there is none
 * @param permissions what the user may do, for example {@code flows.read}
 */
public record Principal(String sub, String tenant, Set<String> permissions) {
    /** Nobody: no id, no tenant, nothing allowed. */
    public static final Principal NOBODY = new Principal("", "", Set.of());

    private static final String EVERYTHING = "all";
    private static final String EVERYTHING_OF_TENANT = "tenant.all";

    public Principal {
        permissions = Set.copyOf(permissions);
    }

    /** Whether everything is allowed and visible. */
    public boolean isAdmin() {
        return permissions.contains(EVERYTHING);
    }

    /** Whether a permission was given by its own name, or everything is allowed. */
    public boolean may(String permission) {
        return isAdmin() || permissions.contains(permission);
    }

    /** Whether the user may do all that concerns the tenant. */
    public boolean mayAllOfTenant() {
        return isAdmin() || permissions.contains(EVERYTHING_OF_TENANT);
    }
}
