package io.flowkeep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.storage.memory.MemoryTokenStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class TokenIssuerTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00.123456Z");
    private final TokenStore store = new MemoryTokenStore();
    private final TokenIssuer issuer =
            new TokenIssuer(store, InstantSource.fixed(NOON), new SecureRandom());

    private TokenIssuer.Issued issue() {
        return issuer.issue(new Grant.Everything(), TokenQuotas.USUAL, new Expiry.Never());
    }

    @Test
    void a_token_has_the_prefix_and_256_bits_and_fits_a_header() {
        String text = issue().secret().secret();
        assertTrue(text.matches("fk_[A-Za-z0-9_-]{43}"), text);
        assertEquals(
                Optional.of(new BearerToken(text)),
                BearerToken.fromHeaders(List.of("Bearer " + text)));
    }

    @Test
    void two_tokens_share_nothing() {
        TokenIssuer.Issued one = issue();
        TokenIssuer.Issued other = issue();
        assertNotEquals(one.secret(), other.secret());
        assertNotEquals(one.stored().id(), other.stored().id());
    }

    @Test
    void what_is_stored_is_found_by_the_secret_and_does_not_hold_it() {
        TokenIssuer.Issued issued = issue();
        assertEquals(Optional.of(issued.stored()), store.find(TokenHash.of(issued.secret())));
        assertFalse(issued.stored().toString().contains(issued.secret().secret()));
        assertFalse(issued.toString().contains(issued.secret().secret()));
        assertFalse(issued.toString().contains(issued.stored().hash().hex()));
    }

    @Test
    void the_first_token_opens_everything_and_is_given_once() {
        BearerToken first = issuer.issueFirst().orElseThrow();
        StoredToken stored = store.find(TokenHash.of(first)).orElseThrow();
        assertEquals(new Grant.Everything(), stored.grant());
        assertEquals(new Expiry.Never(), stored.expiry());
        assertEquals(TokenQuotas.FROM_CONFIG, stored.quotas());
        assertEquals(Optional.empty(), issuer.issueFirst());
        store.revoke(stored.id(), NOON);
        assertEquals(Optional.empty(), issuer.issueFirst());
    }

    @Test
    void a_store_that_has_a_token_gets_no_first_one() {
        issue();
        assertEquals(Optional.empty(), issuer.issueFirst());
    }
}
