package io.flowkeep.auth;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who a built-in token stands for, and what that user may do with flows. Immutable.
 *
 * @param sub the user's id: 1 to 255 characters without blanks; empty if the token stands for
 *     nobody, or for a tenant without one of its users
 * @param tenant the user's tenant, in the same form; empty if there is none
 * @param permissions each 1 to 100 letters, digits, dots, {@code -} and {@code _}
 */
public record TokenIdentity(String sub, String tenant, Set<String> permissions) {
    /** Nobody: the token opens projects, and no flows. */
    public static final TokenIdentity NONE = new TokenIdentity("", "", Set.of());

    private static final String EVERYTHING = "all";
    private static final Pattern NAME = Pattern.compile("[^\\s\\p{Cntrl}]{1,255}");
    private static final Pattern PERMISSION = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /**
     * Copies the set and checks the parts.
     *
     * @throws IllegalArgumentException if a part does not have its form, or if there are
     *     permissions without a user or tenant
     */
    public TokenIdentity {
        permissions = Set.copyOf(permissions);
        boolean wellFormed =
                (sub.isEmpty() || isName(sub))
                        && (tenant.isEmpty() || isName(tenant))
                        && permissions.stream().allMatch(TokenIdentity::isPermission);
        boolean ofNobody = sub.isEmpty() && tenant.isEmpty();
        if (!wellFormed || (ofNobody && !permissions.isEmpty())) {
            throw new IllegalArgumentException("not the identity of a token");
        }
    }

    /** Tells whether this can be a user's or a tenant's id. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Tells whether this can be a permission. */
    public static boolean isPermission(String text) {
        return PERMISSION.matcher(text).matches();
    }

    /** Tells whether the token stands for nobody. */
    public boolean isNobody() {
        return sub.isEmpty() && tenant.isEmpty();
    }

    /** Tells whether the token shows flows whoever owns them. */
    boolean isForEveryTenant() {
        return permissions.contains(EVERYTHING);
    }
}
