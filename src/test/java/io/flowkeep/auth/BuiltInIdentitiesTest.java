package io.flowkeep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.sql.SqlTokenStore;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.testing.StoppedClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class BuiltInIdentitiesTest {
    private static final TokenIdentity USER =
            new TokenIdentity("u1", "t1", Set.of("flows.read", "flows.write"));
    private static final Identity KNOWN =
            new Identity.Known(new Principal("u1", "t1", Set.of("flows.read", "flows.write")));

    @TempDir private Path folder;
    private final StoppedClock clock = StoppedClock.at(Instant.parse("2026-05-01T12:00:00Z"));
    private SqliteDatabase database;
    private TokenStore store;
    private TokenIssuer issuer;
    private BuiltInIdentities identities;

    @BeforeEach
    void open() {
        database =
                SqliteDatabase.open(
                        folder.resolve("a.db"), SqliteSchema.TOKENS, SqliteSettings.durable());
        store = new SqlTokenStore(database);
        issuer = new TokenIssuer(store, clock, new SecureRandom());
        identities = new BuiltInIdentities(store, clock, clock::nanoTime, AuthorityWatch.NONE);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void pass(Duration time) {
        clock.pass(time);
    }

    private TokenIssuer.Issued issued(Grant grant, TokenIdentity identity) {
        return issuer.issue(grant, identity, TokenQuotas.USUAL, new Expiry.Never());
    }

    private Identity identify(TokenIssuer.Issued issued) {
        return identities.identify(issued.secret().secret(), "");
    }

    @Test
    void a_token_says_who_its_user_is_whatever_else_it_opens() {
        ProjectId project = new ProjectId("p1");
        TeamId team = new TeamId("t1");
        assertEquals(KNOWN, identify(issued(new Grant.IdentityOnly(), USER)));
        assertEquals(KNOWN, identify(issued(new Grant.OfProject(project), USER)));
        assertEquals(KNOWN, identify(issued(new Grant.OfTeam(team), USER)));
        assertEquals(KNOWN, identify(issued(new Grant.OfProjectInTeam(project, team), USER)));
    }

    @Test
    void the_kind_of_look_up_makes_no_difference() {
        String secret = issued(new Grant.IdentityOnly(), USER).secret().secret();
        assertEquals(KNOWN, identities.identify(secret, "basic"));
        assertEquals(KNOWN, identities.identify(secret, "oidc"));
        assertEquals(KNOWN, identities.identify(secret, "foo"));
    }

    @Test
    void the_admin_may_do_everything_and_has_a_name() {
        Principal admin = new Principal("admin", "", Set.of("all"));
        String first = issuer.issueFirst().orElseThrow().secret();
        assertEquals(new Identity.Known(admin), identities.identify(first, ""));
        TokenIdentity named = new TokenIdentity("ops", "t9", Set.of());
        assertEquals(
                new Identity.Known(new Principal("ops", "t9", Set.of("all"))),
                identify(issued(new Grant.Everything(), named)));
    }

    @Test
    void a_token_that_stands_for_nobody_or_does_not_exist_is_unknown() {
        assertEquals(
                Identity.UNKNOWN,
                identify(issued(new Grant.OfProject(new ProjectId("p1")), TokenIdentity.NONE)));
        assertEquals(Identity.UNKNOWN, identities.identify("fk_x", ""));
        assertEquals(Identity.UNKNOWN, identities.identify("", ""));
    }

    @Test
    void a_revoked_token_is_unknown_within_a_second() {
        TokenIssuer.Issued issued = issued(new Grant.IdentityOnly(), USER);
        assertEquals(KNOWN, identify(issued));
        store.revoke(issued.stored().id(), clock.instant());
        pass(Duration.ofMillis(999));
        assertEquals(Identity.UNKNOWN, identify(issued));
    }

    @Test
    void an_expired_token_is_unknown_from_its_last_moment_on() {
        Expiry soon = new Expiry.At(clock.instant().plusSeconds(10));
        TokenIssuer.Issued issued =
                issuer.issue(new Grant.IdentityOnly(), USER, TokenQuotas.USUAL, soon);
        pass(Duration.ofMillis(9_999));
        assertEquals(KNOWN, identify(issued));
        pass(Duration.ofMillis(1));
        assertEquals(Identity.UNKNOWN, identify(issued));
    }

    @Test
    void a_token_that_is_only_an_identity_opens_no_project_and_no_team() {
        BearerToken token = issued(new Grant.IdentityOnly(), USER).secret();
        BuiltInAuthority projects =
                new BuiltInAuthority(store, clock, System::nanoTime, AuthorityWatch.NONE);
        assertEquals(new Access.Refused(), projects.check(token, new ProjectId("p1")));
        assertEquals(new TeamAccess.Refused(), projects.checkTeam(token, new TeamId("t1")));
    }

    @Test
    void a_store_that_is_away_is_a_fault_and_no_refusal() {
        database.close();
        assertThrows(StoreFault.class, () -> identities.identify("fk_x", ""));
    }

    @Test
    void an_identity_refuses_what_cannot_be_one() {
        assertThrows(
                IllegalArgumentException.class,
                () -> issued(new Grant.IdentityOnly(), new TokenIdentity("", "t", Set.of())));
        assertThrows(
                IllegalArgumentException.class, () -> new TokenIdentity("", "", Set.of("all")));
        assertThrows(IllegalArgumentException.class, () -> new TokenIdentity("a b", "", Set.of()));
        assertThrows(IllegalArgumentException.class, () -> new TokenIdentity("a", "\n", Set.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new TokenIdentity("a", "", Set.of("flows read")));
        assertThrows(
                IllegalArgumentException.class,
                () -> issued(new Grant.IdentityOnly(), TokenIdentity.NONE));
    }
}
