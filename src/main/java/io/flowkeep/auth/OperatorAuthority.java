package io.flowkeep.auth;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Says who may use the operators' routes. It asks no neighbour: a token is looked up among the
 * built-in ones, or not at all. Safe for concurrent use.
 *
 * <p>Where clients' tokens are the platform's, all of them get the same answer, good or bad, so
 * that nobody can find out here which token is good. Where they are built in, the admin's opens
 * these routes too.
 */
public final class OperatorAuthority {
    private static final OperatorAccess NOT_AN_OPERATOR = new OperatorAccess.NotAnOperator();
    private static final OperatorAccess UNKNOWN = new OperatorAccess.Unknown();

    private final TokenLooks tokens;
    private final Clients clients;

    /** Where clients' tokens are from. */
    public enum Clients {
        /** They are built in. */
        BUILT_IN,
        /** A neighbour issues them. */
        FOREIGN
    }

    /**
     * An authority over the built-in tokens.
     *
     * @param nanoTime as {@link System#nanoTime()}, for the age of what was looked up
     */
    public OperatorAuthority(
            TokenFinder store, Clients clients, InstantSource clock, LongSupplier nanoTime) {
        this.tokens = new TokenLooks(store, clock, nanoTime, AuthorityWatch.NONE);
        this.clients = clients;
    }

    /**
     * Checks a token.
     *
     * @throws io.flowkeep.faults.StoreFault if the tokens cannot be looked up
     */
    public OperatorAccess check(BearerToken token) {
        if (clients == Clients.FOREIGN && !OperatorForm.fits(token)) {
            return NOT_AN_OPERATOR;
        }
        Optional<StoredToken> found = tokens.find(TokenHash.of(token));
        return found.map(OperatorAuthority::access).orElse(UNKNOWN);
    }

    private static OperatorAccess access(StoredToken token) {
        boolean may =
                token.role() == TokenRole.OPERATOR || token.grant() instanceof Grant.Everything;
        return may ? new OperatorAccess.Allowed(OperatorAudit.name(token)) : NOT_AN_OPERATOR;
    }
}
