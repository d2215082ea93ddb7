package io.flowkeep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.memory.MemoryTokenStore;
import io.flowkeep.testing.StoppedClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators' tokens look like, and what they open where tokens are built in. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class OperatorFormTest {
    private static final ProjectId PROJECT = new ProjectId("p1");
    private final MemoryTokenStore store = new MemoryTokenStore();
    private final TokenIssuer issuer =
            new TokenIssuer(store, InstantSource.fixed(Instant.EPOCH), new SecureRandom());
    private final StoppedClock clock = StoppedClock.at(Instant.EPOCH);

    private OperatorAuthority routes(OperatorAuthority.Clients clients) {
        return new OperatorAuthority(store, clients, clock, clock::nanoTime);
    }

    private BearerToken operators(Grant grant, TokenIdentity identity) {
        return issuer.issueToOperator(grant, identity, TokenQuotas.USUAL, new Expiry.Never())
                .secret();
    }

    private BearerToken clients(Grant grant) {
        return issuer.issue(grant, TokenQuotas.USUAL, new Expiry.Never()).secret();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fko_", "fko_abc", "\tfko_abc", "\"fko_abc\"", "'fko_", "--fko_x"})
    void these_look_like_an_operator_s(String text) {
        assertTrue(OperatorForm.fits(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "fk_abc", "fko", "FKO_abc", "xfko_abc", "fk_fko_"})
    void these_do_not(String text) {
        assertFalse(OperatorForm.fits(text));
    }

    @Test
    void the_routes_are_for_operators_and_where_tokens_are_built_in_for_the_admin() {
        BearerToken operator = operators(new Grant.IdentityOnly(), TokenIdentity.NONE);
        BearerToken admin = clients(new Grant.Everything());
        BearerToken project = clients(new Grant.OfProject(PROJECT));
        BearerToken unknown = new BearerToken("x");
        BearerToken madeUp = new BearerToken("fko_x");
        OperatorAuthority builtIn = routes(OperatorAuthority.Clients.BUILT_IN);
        String name = "token " + store.list().getFirst().id();
        assertEquals(3, store.list().size());
        assertTrue(builtIn.check(operator) instanceof OperatorAccess.Allowed);
        assertTrue(builtIn.check(admin) instanceof OperatorAccess.Allowed);
        assertEquals(new OperatorAccess.NotAnOperator(), builtIn.check(project));
        assertEquals(new OperatorAccess.Unknown(), builtIn.check(unknown));
        assertEquals(new OperatorAccess.Unknown(), builtIn.check(madeUp));
        OperatorAuthority foreign = routes(OperatorAuthority.Clients.FOREIGN);
        assertTrue(foreign.check(operator) instanceof OperatorAccess.Allowed);
        assertEquals(new OperatorAccess.NotAnOperator(), foreign.check(admin));
        assertEquals(new OperatorAccess.NotAnOperator(), foreign.check(project));
        assertEquals(new OperatorAccess.NotAnOperator(), foreign.check(unknown));
        assertEquals(new OperatorAccess.Unknown(), foreign.check(madeUp));
        assertTrue(name.matches("token [0-9a-f]{12}"), name);
    }

    @Test
    void a_revoked_one_ends_within_a_second() {
        BearerToken operator = operators(new Grant.IdentityOnly(), TokenIdentity.NONE);
        OperatorAuthority authority = routes(OperatorAuthority.Clients.FOREIGN);
        assertTrue(authority.check(operator) instanceof OperatorAccess.Allowed);
        assertTrue(store.revoke(store.list().getFirst().id(), Instant.EPOCH));
        clock.pass(Duration.ofMillis(500));
        assertEquals(new OperatorAccess.Unknown(), authority.check(operator));
    }

    @Test
    void data_is_opened_only_if_asked_for() {
        BuiltInAuthority projects =
                new BuiltInAuthority(
                        store,
                        InstantSource.fixed(Instant.EPOCH),
                        System::nanoTime,
                        AuthorityWatch.NONE);
        BuiltInIdentities flows =
                new BuiltInIdentities(
                        store,
                        InstantSource.fixed(Instant.EPOCH),
                        System::nanoTime,
                        AuthorityWatch.NONE);
        BearerToken plain = operators(new Grant.IdentityOnly(), TokenIdentity.NONE);
        assertEquals(new Access.Refused(), projects.check(plain, PROJECT));
        assertEquals(new TeamAccess.Refused(), projects.checkTeam(plain, new TeamId("t1")));
        assertEquals(Identity.UNKNOWN, flows.identify(plain.secret(), ""));
        TokenIdentity tenant = new TokenIdentity("", "t9", Set.of("flows.read"));
        BearerToken both = operators(new Grant.OfProject(PROJECT), tenant);
        assertTrue(projects.check(both, PROJECT) instanceof Access.Allowed);
        assertEquals(new Access.Refused(), projects.check(both, new ProjectId("p2")));
        assertEquals(
                new Identity.Known(new Principal("", "t9", Set.of("flows.read"))),
                flows.identify(both.secret(), ""));
    }

    @Test
    void none_is_made_that_opens_everything() {
        TokenIdentity all = new TokenIdentity("", "t9", Set.of("all"));
        Assertions.assertThrows(
                IllegalArgumentException.class,
                () -> operators(new Grant.Everything(), TokenIdentity.NONE));
        Assertions.assertThrows(
                IllegalArgumentException.class,
                () -> operators(new Grant.OfTeam(new TeamId("t1")), TokenIdentity.NONE));
        Assertions.assertThrows(
                IllegalArgumentException.class, () -> operators(new Grant.IdentityOnly(), all));
    }
}
