package io.flowkeep.auth;

import java.util.Set;

/**
 * The permissions that flows ask for, and who has them. The names can be changed by the operator.
 * Immutable.
 *
 * <p>A user has a permission that was given by its name, and with {@code all} every one. {@code
 * tenant.all} stands for the permissions that Identity Management lets a tenant's administrator
 * hand on, its common ones, and for no others: {@code flows.read} is not among them, so that a
 * plain tenant administrator sees no flow, but {@code tenant.flows.read} is.
 *
 * @param read to list and read flows and the logs of their steps
 * @param write to create, change and delete flows
 * @param control to start and stop flows
 * @param bulk to create and change many flows in one request
 */
public record FlowPermissions(String read, String write, String control, String bulk) {
    /** {@code flows.read}, {@code flows.write}, {@code flows.control} and {@code flows.bulk}. */
    public static final FlowPermissions USUAL =
            new FlowPermissions("flows.read", "flows.write", "flows.control", "flows.bulk");

    /** As Identity Management's own check has them. */
    private static final Set<String> COMMON =
            Set.of(
                    "metadata.domains.crud",
                    "rds.rawRecord.read",
                    "rds.rawRecord.write",
                    "secrets.authClient.readRaw",
                    "secrets.secret.readRaw",
                    "tenant.account.create",
                    "tenant.account.delete",
                    "tenant.account.read",
                    "tenant.account.update",
                    "tenant.all",
                    "tenant.flows.create",
                    "tenant.flows.delete",
                    "tenant.flows.read",
                    "tenant.flows.update",
                    "tenant.membership.create",
                    "tenant.membership.delete",
                    "tenant.membership.update",
                    "tenant.profile.delete",
                    "tenant.profile.read",
                    "tenant.profile.update",
                    "tenant.roles.create",
                    "tenant.roles.delete",
                    "tenant.roles.read",
                    "tenant.roles.update");

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if one is empty
     */
    public FlowPermissions {
        if (read.isEmpty() || write.isEmpty() || control.isEmpty() || bulk.isEmpty()) {
            throw new IllegalArgumentException("a permission has a name");
        }
    }

    /** Whether flows and the logs of their steps may be read. */
    public boolean mayRead(Principal principal) {
        return has(principal, read);
    }

    /** Whether flows may be created, changed and deleted, one at a time. */
    public boolean mayWrite(Principal principal) {
        return has(principal, write);
    }

    /** Whether flows may be started and stopped. */
    public boolean mayControl(Principal principal) {
        return has(principal, control);
    }

    /**
     * Whether many flows may be created at once, by one who may write: here {@code tenant.all} is
     * enough whatever the permission is called.
     */
    public boolean mayCreateMany(Principal principal) {
        return has(principal, bulk) || principal.mayAllOfTenant();
    }

    /** Whether many flows may be changed at once; nothing else is needed for it. */
    public boolean mayChangeMany(Principal principal) {
        return has(principal, bulk);
    }

    private static boolean has(Principal principal, String permission) {
        return principal.may(permission)
                || (principal.mayAllOfTenant() && COMMON.contains(permission));
    }
}
