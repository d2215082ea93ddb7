package io.flowkeep.auth;

import java.time.Instant;

/**
 * A built-in token as it is kept: everything but its text. Immutable.
 *
 * @param hash by which the token is found
 * @param created to the millisecond
 */
public record StoredToken(
        TokenId id,
        TokenHash hash,
        Grant grant,
        TokenQuotas quotas,
        Instant created,
        Expiry expiry) {}
