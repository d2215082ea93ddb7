package io.flowkeep.auth;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Makes built-in tokens. The text of a token is {@code fk_} ({@code fko_} for operators) and 256
 * random bits; it is returned once and kept nowhere. Safe for concurrent use if its source of
 * random numbers is.
 */
public final class TokenIssuer {
    /** Marks a token as Flowkeep's, for people and for scanners of leaked secrets. */
    static final String PREFIX = "fk_";

    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 6;
    private final TokenStore store;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * An issuer into a store.
     *
     * @param random must not be guessable: {@link java.security.SecureRandom}, except in tests
     */
    public TokenIssuer(TokenStore store, InstantSource clock, RandomGenerator random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A new token.
     *
     * @param secret what to send as the bearer token; cannot be retrieved again
     * @param stored what is kept of it
     */
    public record Issued(BearerToken secret, StoredToken stored) {}

    /** Makes a token that stands for nobody; it counts once this returns. */
    public Issued issue(Grant grant, TokenQuotas quotas, Expiry expiry) {
        return issue(grant, TokenIdentity.NONE, quotas, expiry);
    }

    /**
     * Makes a token; it counts once this returns.
     *
     * @throws IllegalArgumentException if it would open nothing and stand for nobody
     */
    public Issued issue(Grant grant, TokenIdentity identity, TokenQuotas quotas, Expiry expiry) {
        return kept(make(TokenRole.CLIENT, grant, identity, quotas, expiry));
    }

    /**
     * Makes an operator's token; it counts once this returns.
     *
     * @param grant what it opens besides the operators' routes
     * @param identity whose flows it shows; nobody's if {@link TokenIdentity#NONE}
     * @throws IllegalArgumentException if it would open more than a project and a tenant
     */
    public Issued issueToOperator(
            Grant grant, TokenIdentity identity, TokenQuotas quotas, Expiry expiry) {
        return kept(make(TokenRole.OPERATOR, grant, identity, quotas, expiry));
    }

    private Issued kept(Issued issued) {
        store.create(issued.stored());
        return issued;
    }

    /**
     * Makes a token for everything if the store has never had a client's; for a server's first
     * start. If several servers start at once, one of them gets it.
     */
    public Optional<BearerToken> issueFirst() {
        Issued issued =
                make(
                        TokenRole.CLIENT,
                        new Grant.Everything(),
                        TokenIdentity.NONE,
                        TokenQuotas.FROM_CONFIG,
                        new Expiry.Never());
        return store.createFirst(issued.stored()) ? Optional.of(issued.secret()) : Optional.empty();
    }

    private Issued make(
            TokenRole role,
            Grant grant,
            TokenIdentity identity,
            TokenQuotas quotas,
            Expiry expiry) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String text = prefix(role) + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        BearerToken token = new BearerToken(text);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        StoredToken stored =
                new StoredToken(
                        new TokenId(HexFormat.of().formatHex(id)),
                        TokenHash.of(token),
                        role,
                        grant,
                        identity,
                        quotas,
                        now,
                        toTheMillisecond(expiry));
        return new Issued(token, stored);
    }

    private static String prefix(TokenRole role) {
        return switch (role) {
            case CLIENT -> PREFIX;
            case OPERATOR -> OperatorForm.PREFIX;
        };
    }

    private static Expiry toTheMillisecond(Expiry expiry) {
        return switch (expiry) {
            case Expiry.Never never -> never;
            case Expiry.At(var end) -> new Expiry.At(end.truncatedTo(ChronoUnit.MILLIS));
        };
    }
}
