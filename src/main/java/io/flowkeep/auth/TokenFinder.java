package io.flowkeep.auth;

import java.util.Optional;

/** Finds built-in tokens. Safe for concurrent use. */
@FunctionalInterface
public interface TokenFinder {

    /**
     * Finds a token that is not revoked. Whether it has expired is for the caller to look at.
     *
     * @throws io.flowkeep.faults.StoreFault if the store fails
     */
    Optional<StoredToken> find(TokenHash hash);
}
