package io.flowkeep.auth;

import java.time.Instant;

/**
 * A built-in token as it is kept: everything but its text. Immutable.
 *
 * @param hash by which the token is found
 * @param identity who it stands for, besides what it opens
 * @param created to the millisecond
 */
public record StoredToken(
        TokenId id,
        TokenHash hash,
        Grant grant,
        TokenIdentity identity,
        TokenQuotas quotas,
        Instant created,
        Expiry expiry) {

    /**
     * Checks that it is good for something.
     *
     * @throws IllegalArgumentException if it opens nothing and stands for nobody
     */
    public StoredToken {
        if (grant instanceof Grant.IdentityOnly && identity.isNobody()) {
            throw new IllegalArgumentException("a token that is good for nothing");
        }
    }
}
