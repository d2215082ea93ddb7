package io.flowkeep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.flowkeep.auth.Quotas.ContextLimit;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.memory.MemoryTokenStore;
import io.flowkeep.testing.StoppedClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class BuiltInAuthorityTest {
    private static final ProjectId P1 = new ProjectId("p1");
    private static final ProjectId P2 = new ProjectId("p2");
    private static final TeamId T1 = new TeamId("t1");
    private static final TeamId T2 = new TeamId("t2");
    private static final Access REFUSED = new Access.Refused();
    private static final TeamAccess TEAM_REFUSED = new TeamAccess.Refused();

    private final StoppedClock clock = StoppedClock.at(Instant.parse("2026-05-01T12:00:00Z"));
    private final TokenStore store = new MemoryTokenStore();
    private final TokenIssuer issuer = new TokenIssuer(store, clock, new SecureRandom());
    private final BuiltInAuthority authority = authority(store);

    private BuiltInAuthority authority(TokenStore over) {
        return new BuiltInAuthority(over, clock, clock::nanoTime, AuthorityWatch.NONE);
    }

    private void pass(Duration time) {
        clock.pass(time);
    }

    private TokenIssuer.Issued issued(Grant grant) {
        return issuer.issue(grant, TokenQuotas.USUAL, new Expiry.Never());
    }

    private BearerToken token(Grant grant) {
        return issued(grant).secret();
    }

    private static Access allowed(ProjectId project, TeamReach reach) {
        Quotas usual = new Quotas(OptionalLong.of(104_857_600), new ContextLimit.Bytes(1_048_576));
        return new Access.Allowed(new Caller(project, usual, reach));
    }

    @Test
    void an_unknown_token_opens_nothing() {
        assertEquals(REFUSED, authority.check(new BearerToken("fk_x"), P1));
        assertEquals(TEAM_REFUSED, authority.checkTeam(new BearerToken("fk_x"), T1));
    }

    @Test
    void a_projects_token_opens_that_project_in_any_team_and_no_team() {
        BearerToken token = token(new Grant.OfProject(P1));
        assertEquals(allowed(P1, new TeamReach.AnyTeam()), authority.check(token, P1));
        assertEquals(REFUSED, authority.check(token, P2));
        assertEquals(TEAM_REFUSED, authority.checkTeam(token, T1));
    }

    @Test
    void a_token_of_a_project_in_a_team_opens_both_together() {
        BearerToken token = token(new Grant.OfProjectInTeam(P1, T1));
        assertEquals(allowed(P1, new TeamReach.OneTeam(T1)), authority.check(token, P1));
        assertEquals(REFUSED, authority.check(token, P2));
        assertEquals(new TeamAccess.OneProject(P1), authority.checkTeam(token, T1));
        assertEquals(TEAM_REFUSED, authority.checkTeam(token, T2));
    }

    @Test
    void a_teams_token_opens_any_project_in_that_teams_folders() {
        BearerToken token = token(new Grant.OfTeam(T1));
        assertEquals(allowed(P1, new TeamReach.FoldersOf(T1)), authority.check(token, P1));
        assertEquals(allowed(P2, new TeamReach.FoldersOf(T1)), authority.check(token, P2));
        assertEquals(new TeamAccess.WholeTeam(), authority.checkTeam(token, T1));
        assertEquals(TEAM_REFUSED, authority.checkTeam(token, T2));
    }

    @Test
    void the_admins_token_opens_everything() {
        BearerToken token = token(new Grant.Everything());
        assertEquals(allowed(P2, new TeamReach.AnyTeam()), authority.check(token, P2));
        assertEquals(new TeamAccess.WholeTeam(), authority.checkTeam(token, T2));
    }

    @Test
    void quotas_of_zero_are_left_to_the_configuration() {
        BearerToken token =
                issuer.issue(new Grant.Everything(), TokenQuotas.FROM_CONFIG, new Expiry.Never())
                        .secret();
        assertEquals(
                new Access.Allowed(new Caller(P1, Quotas.UNSET, new TeamReach.AnyTeam())),
                authority.check(token, P1));
    }

    @Test
    void a_revoked_token_is_refused_within_a_second() {
        TokenIssuer.Issued issued = issued(new Grant.Everything());
        assertInstanceOf(Access.Allowed.class, authority.check(issued.secret(), P1));
        store.revoke(issued.stored().id(), clock.instant());
        pass(Duration.ofMillis(999));
        assertEquals(REFUSED, authority.check(issued.secret(), P1));
    }

    @Test
    void a_token_made_after_it_was_first_tried_is_good_within_a_second() {
        TokenStore late = new MemoryTokenStore();
        BuiltInAuthority other = authority(late);
        TokenIssuer.Issued issued = issued(new Grant.Everything());
        assertEquals(REFUSED, other.check(issued.secret(), P1));
        late.create(issued.stored());
        pass(Duration.ofMillis(999));
        assertInstanceOf(Access.Allowed.class, other.check(issued.secret(), P1));
    }

    @Test
    void an_expired_token_is_refused_from_its_last_moment_on() {
        Expiry expiry = new Expiry.At(clock.instant().plusSeconds(10));
        BearerToken token =
                issuer.issue(new Grant.Everything(), TokenQuotas.USUAL, expiry).secret();
        pass(Duration.ofMillis(9_900));
        assertInstanceOf(Access.Allowed.class, authority.check(token, P1));
        pass(Duration.ofMillis(99));
        assertInstanceOf(Access.Allowed.class, authority.check(token, P1));
        pass(Duration.ofMillis(1));
        assertEquals(REFUSED, authority.check(token, P1));
        assertEquals(TEAM_REFUSED, authority.checkTeam(token, T1));
    }

    @Test
    void a_store_that_is_away_is_a_fault_and_is_not_remembered() {
        BrokenStore broken = new BrokenStore();
        BuiltInAuthority other = authority(broken);
        assertThrows(StoreFault.class, () -> other.check(new BearerToken("x"), P1));
        broken.mended = true;
        assertEquals(REFUSED, other.check(new BearerToken("x"), P1));
    }

    private static final class BrokenStore implements TokenStore {
        private boolean mended;

        @Override
        public void create(StoredToken token) {}

        @Override
        public boolean createFirst(StoredToken token) {
            return false;
        }

        @Override
        public Optional<StoredToken> find(TokenHash hash) {
            if (!mended) {
                throw new StoreUnavailable("gone", null);
            }
            return Optional.empty();
        }

        @Override
        public List<StoredToken> list() {
            return List.of();
        }

        @Override
        public boolean revoke(TokenId id, Instant at) {
            return false;
        }
    }
}
