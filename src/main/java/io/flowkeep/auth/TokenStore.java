package io.flowkeep.auth;

import io.flowkeep.faults.StoreFault;
import java.time.Instant;
import java.util.List;

/**
 * Keeps the built-in tokens. Safe for concurrent use, also by several processes: the command line
 * writes to it while a server reads. Reads change nothing, so that a check costs no write. A token
 * once created is never forgotten, only revoked. Any call may end in a {@link StoreFault}.
 */
public interface TokenStore extends TokenFinder {

    /**
     * Keeps a token; durable on return.
     *
     * @throws IllegalStateException if its id or its hash is already there, revoked or not; both
     *     are so random that this can only be a defect of the program
     */
    void create(StoredToken token);

    /**
     * Keeps a token only if there has never been a client's, revoked ones included: operators may
     * have had theirs while a platform issued the rest. Of several callers at once, in one or more
     * processes, one succeeds.
     *
     * @return whether it was kept
     */
    boolean createFirst(StoredToken token);

    /** All tokens that are not revoked, expired ones included, oldest first. */
    List<StoredToken> list();

    /**
     * Revokes a token; durable on return.
     *
     * @return false if there is no such token or it was revoked before
     */
    boolean revoke(TokenId id, Instant now);
}
