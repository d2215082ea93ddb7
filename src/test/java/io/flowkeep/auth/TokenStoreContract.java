package io.flowkeep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every store of built-in tokens does. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class TokenStoreContract {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00.123Z");
    private static final ProjectId PROJECT = new ProjectId("p1");
    private static final TeamId TEAM = new TeamId("t1");

    /** An empty store; the second call of a test opens the first one's data if it is durable. */
    protected abstract TokenStore open();

    private static StoredToken token(String id, Grant grant) {
        return token(id, grant, TokenIdentity.NONE);
    }

    private static StoredToken token(String id, Grant grant, TokenIdentity identity) {
        return new StoredToken(
                new TokenId(id),
                TokenHash.of(new BearerToken("secret-of-" + id)),
                TokenRole.CLIENT,
                grant,
                identity,
                new TokenQuotas(5_000_000_000L, 0),
                NOON,
                new Expiry.Never());
    }

    private static StoredToken token(String id) {
        return token(id, new Grant.OfProject(PROJECT));
    }

    @Test
    final void a_token_is_found_as_it_was_created_by_its_hash() {
        TokenStore store = open();
        List<StoredToken> tokens =
                List.of(
                        token("a", new Grant.Everything()),
                        token("b", new Grant.OfProject(PROJECT)),
                        token("c", new Grant.OfTeam(TEAM)),
                        token("d", new Grant.OfProjectInTeam(PROJECT, TEAM)));
        tokens.forEach(store::create);
        for (StoredToken token : tokens) {
            assertEquals(Optional.of(token), store.find(token.hash()));
        }
        assertEquals(tokens, store.list());
    }

    @Test
    final void an_identity_is_kept_with_whatever_the_token_opens() {
        TokenStore store = open();
        TokenIdentity user =
                new TokenIdentity("5e01", "5f01", Set.of("flows.read", "flows.bulk", "tenant.all"));
        TokenIdentity plain = new TokenIdentity("mü@x.org", "", Set.of());
        List<StoredToken> tokens =
                List.of(
                        token("a", new Grant.IdentityOnly(), user),
                        token("b", new Grant.IdentityOnly(), plain),
                        token("c", new Grant.OfTeam(TEAM), user),
                        token("d", new Grant.OfProjectInTeam(PROJECT, TEAM), plain),
                        token("e", new Grant.Everything(), plain));
        tokens.forEach(store::create);
        for (StoredToken token : tokens) {
            assertEquals(Optional.of(token), store.find(token.hash()));
        }
        assertEquals(tokens, store.list());
        assertTrue(store.revoke(new TokenId("a"), NOON));
        assertEquals(Optional.empty(), store.find(tokens.getFirst().hash()));
    }

    private static StoredToken operators(String id, Grant grant, TokenIdentity identity) {
        return new StoredToken(
                new TokenId(id),
                TokenHash.of(new BearerToken("secret-of-" + id)),
                TokenRole.OPERATOR,
                grant,
                identity,
                TokenQuotas.USUAL,
                NOON,
                new Expiry.Never());
    }

    @Test
    final void an_operator_s_token_is_kept_as_one_whatever_it_opens() {
        TokenStore store = open();
        TokenIdentity tenant = new TokenIdentity("", "t1", Set.of("flows.read"));
        TokenIdentity user = new TokenIdentity("u1", "t1", Set.of("flows.read"));
        List<StoredToken> tokens =
                List.of(
                        operators("a", new Grant.IdentityOnly(), TokenIdentity.NONE),
                        operators("b", new Grant.OfProject(PROJECT), tenant),
                        operators("c", new Grant.OfProjectInTeam(PROJECT, TEAM), user),
                        operators("d", new Grant.IdentityOnly(), tenant));
        tokens.forEach(store::create);
        for (StoredToken token : tokens) {
            assertEquals(Optional.of(token), store.find(token.hash()));
        }
        assertEquals(tokens, store.list());
        assertTrue(store.revoke(new TokenId("a"), NOON));
        assertEquals(Optional.empty(), store.find(tokens.getFirst().hash()));
    }

    @Test
    final void an_operator_s_token_does_not_count_as_the_first() {
        TokenStore store = open();
        store.create(operators("a", new Grant.IdentityOnly(), TokenIdentity.NONE));
        assertTrue(store.createFirst(token("b", new Grant.Everything())));
        assertFalse(store.createFirst(token("c", new Grant.Everything())));
    }

    @Test
    final void an_expiry_is_kept_to_the_millisecond_and_an_expired_token_is_still_found() {
        TokenStore store = open();
        StoredToken token =
                new StoredToken(
                        new TokenId("a"),
                        TokenHash.of(new BearerToken("x")),
                        TokenRole.CLIENT,
                        new Grant.Everything(),
                        TokenIdentity.NONE,
                        TokenQuotas.USUAL,
                        NOON,
                        new Expiry.At(NOON.minus(Duration.ofMillis(1))));
        store.create(token);
        assertEquals(Optional.of(token), store.find(token.hash()));
        assertEquals(List.of(token), store.list());
    }

    @Test
    final void an_unknown_hash_finds_nothing() {
        TokenStore store = open();
        store.create(token("a"));
        assertEquals(Optional.empty(), store.find(TokenHash.of(new BearerToken("other"))));
    }

    @Test
    final void a_revoked_token_is_not_found_and_not_listed() {
        TokenStore store = open();
        store.create(token("a"));
        store.create(token("b"));
        assertTrue(store.revoke(new TokenId("a"), NOON));
        assertEquals(Optional.empty(), store.find(token("a").hash()));
        assertEquals(List.of(token("b")), store.list());
    }

    @Test
    final void revoking_twice_or_the_unknown_says_so() {
        TokenStore store = open();
        store.create(token("a"));
        assertFalse(store.revoke(new TokenId("b"), NOON));
        assertTrue(store.revoke(new TokenId("a"), NOON));
        assertFalse(store.revoke(new TokenId("a"), NOON));
    }

    @Test
    final void an_id_or_a_hash_is_never_used_twice_even_after_revoking() {
        TokenStore store = open();
        store.create(token("a"));
        assertThrows(IllegalStateException.class, () -> store.create(token("a")));
        store.revoke(new TokenId("a"), NOON);
        StoredToken again =
                new StoredToken(
                        new TokenId("b"),
                        token("a").hash(),
                        TokenRole.CLIENT,
                        new Grant.Everything(),
                        TokenIdentity.NONE,
                        TokenQuotas.USUAL,
                        NOON,
                        new Expiry.Never());
        assertThrows(IllegalStateException.class, () -> store.create(again));
        assertEquals(List.of(), store.list());
    }

    @Test
    final void the_list_is_oldest_first() {
        TokenStore store = open();
        StoredToken old =
                new StoredToken(
                        new TokenId("z"),
                        TokenHash.of(new BearerToken("x")),
                        TokenRole.CLIENT,
                        new Grant.Everything(),
                        TokenIdentity.NONE,
                        TokenQuotas.USUAL,
                        NOON.minusMillis(1),
                        new Expiry.Never());
        store.create(token("b"));
        store.create(token("a"));
        store.create(old);
        assertEquals(List.of(old, token("a"), token("b")), store.list());
    }

    @Test
    final void a_first_token_is_kept_only_if_there_was_never_one() {
        TokenStore store = open();
        assertTrue(store.createFirst(token("a")));
        assertFalse(store.createFirst(token("b")));
        store.revoke(new TokenId("a"), NOON);
        assertFalse(store.createFirst(token("c")));
        assertEquals(List.of(), store.list());
    }

    @Test
    final void of_many_first_tokens_at_once_one_is_kept() throws Exception {
        TokenStore store = open();
        List<Callable<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            StoredToken token = token("t" + i);
            attempts.add(() -> store.createFirst(token));
        }
        int kept = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
                kept += attempt.get() ? 1 : 0;
            }
        }
        assertEquals(1, kept);
        assertEquals(1, store.list().size());
    }
}
