package io.flowkeep.auth;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Says who Flowkeep's own tokens stand for: all there are for a server without Identity Management,
 * those of operators beside it ({@link SplitIdentities}). Safe for concurrent use.
 *
 * <p>A token that only opens projects stands for nobody and is refused like an unknown one. The
 * admin's may do everything, and is called {@code admin} unless it was given another name; the name
 * is kept in the flows it creates. A revoked token is refused within a second ({@link TokenLooks}),
 * and an unreachable store is a {@code StoreFault}, not a refusal.
 */
public final class BuiltInIdentities implements IdentityAuthority {
    private static final String ADMIN = "admin";
    private static final String EVERYTHING = "all";
    private final TokenLooks tokens;

    /**
     * An authority over a store.
     *
     * @param nanoTime as {@link System#nanoTime()}, for the age of what was looked up
     */
    public BuiltInIdentities(
            TokenFinder store, InstantSource clock, LongSupplier nanoTime, AuthorityWatch watch) {
        this.tokens = new TokenLooks(store, clock, nanoTime, watch);
    }

    /** The kind does not matter: there is only one kind of built-in token. */
    @Override
    public Identity identify(String token, String kind) {
        Optional<StoredToken> found = tokens.find(TokenHash.of(token));
        Optional<Principal> principal = found.flatMap(BuiltInIdentities::principal);
        if (principal.isPresent()) {
            found.ifPresent(stored -> OperatorAudit.opened(stored, "flows, as " + whose(stored)));
        }
        return principal.<Identity>map(Identity.Known::new).orElse(Identity.UNKNOWN);
    }

    private static String whose(StoredToken token) {
        TokenIdentity identity = token.identity();
        return identity.sub().isEmpty()
                ? "tenant " + identity.tenant()
                : "user " + identity.sub() + " of tenant " + identity.tenant();
    }

    private static Optional<Principal> principal(StoredToken token) {
        TokenIdentity identity = token.identity();
        return switch (token.grant()) {
            case Grant.Everything _ -> Optional.of(admin(identity));
            case Grant.OfProject _, Grant.OfTeam _, Grant.OfProjectInTeam _, Grant.IdentityOnly _ ->
                    identity.isNobody()
                            ? Optional.empty()
                            : Optional.of(
                                    new Principal(
                                            identity.sub(),
                                            identity.tenant(),
                                            identity.permissions()));
        };
    }

    private static Principal admin(TokenIdentity identity) {
        Set<String> permissions = new HashSet<>(identity.permissions());
        permissions.add(EVERYTHING);
        String sub = identity.isNobody() ? ADMIN : identity.sub();
        return new Principal(sub, identity.tenant(), permissions);
    }
}
