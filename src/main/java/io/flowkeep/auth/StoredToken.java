package io.flowkeep.auth;

import java.time.Instant;

/**
 * A built-in token as it is kept: everything but its text. Immutable.
 *
 * @param hash by which the token is found
 * @param role whose it is
 * @param identity who it stands for, besides what it opens
 * @param created to the millisecond
 */
public record StoredToken(
        TokenId id,
        TokenHash hash,
        TokenRole role,
        Grant grant,
        TokenIdentity identity,
        TokenQuotas quotas,
        Instant created,
        Expiry expiry) {

    /**
     * Checks that the token opens something, and that an operator's does not open all data.
     *
     * @throws IllegalArgumentException if a client's token opens nothing and stands for nobody, or
     *     stands for a tenant without one of its users, or if an operator's opens more than one
     *     project or the flows of more than one tenant
     */
    public StoredToken {
        switch (role) {
            case CLIENT -> {
                if (grant instanceof Grant.IdentityOnly && identity.isNobody()) {
                    throw new IllegalArgumentException("a token that is good for nothing");
                }
                if (identity.sub().isEmpty() && !identity.tenant().isEmpty()) {
                    throw new IllegalArgumentException("a client's token for a whole tenant");
                }
            }
            case OPERATOR -> {
                if (grant instanceof Grant.Everything
                        || grant instanceof Grant.OfTeam
                        || identity.isForEveryTenant()) {
                    throw new IllegalArgumentException("an operator's token that opens too much");
                }
            }
        }
    }
}
