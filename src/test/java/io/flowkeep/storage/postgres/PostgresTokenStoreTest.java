package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.auth.Access;
import io.flowkeep.auth.AuthorityWatch;
import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.BuiltInAuthority;
import io.flowkeep.auth.Expiry;
import io.flowkeep.auth.Grant;
import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenHash;
import io.flowkeep.auth.TokenId;
import io.flowkeep.auth.TokenIdentity;
import io.flowkeep.auth.TokenQuotas;
import io.flowkeep.auth.TokenRole;
import io.flowkeep.auth.TokenStore;
import io.flowkeep.auth.TokenStoreContract;
import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.sql.SqlTokenStore;
import io.flowkeep.testing.StoppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
final class PostgresTokenStoreTest extends TokenStoreContract {
    @Parameter private Through through = Through.NOTHING;

    private OwnPostgres server;
    private final List<PostgresDatabase> opened = new ArrayList<>();

    @BeforeEach
    void create() throws Exception {
        server = OwnPostgres.create(through);
    }

    @AfterEach
    void drop() throws Exception {
        opened.forEach(PostgresDatabase::close);
        server.close();
    }

    @Override
    protected TokenStore open() {
        return new SqlTokenStore(database());
    }

    private PostgresDatabase database() {
        PostgresDatabase database =
                PostgresDatabase.open(
                        server.address().withConnections(2), PostgresSettings.usual(Math::random));
        opened.add(database);
        database.prepare(PostgresSchema.TOKENS);
        return database;
    }

    private static StoredToken token(String id) {
        return new StoredToken(
                new TokenId(id),
                TokenHash.of(new BearerToken("secret-of-" + id)),
                TokenRole.CLIENT,
                new Grant.Everything(),
                TokenIdentity.NONE,
                TokenQuotas.USUAL,
                Instant.EPOCH,
                new Expiry.Never());
    }

    @Test
    void of_ten_servers_that_start_at_once_one_makes_the_first_token() throws Exception {
        int servers = 10;
        List<TokenStore> stores = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            stores.add(open());
        }
        for (int round = 0; round < 10; round++) {
            server.run("TRUNCATE flowkeep.tokens");
            CyclicBarrier start = new CyclicBarrier(servers);
            List<Future<Boolean>> ends = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(servers)) {
                for (TokenStore store : stores) {
                    StoredToken token = token("t" + ends.size());
                    ends.add(
                            threads.submit(() -> {
                                start.await();
                                return store.createFirst(token);
                            }));
                }
            }
            int kept = 0;
            for (Future<Boolean> end : ends) {
                kept += end.get() ? 1 : 0;
            }
            assertEquals(1, kept);
            assertEquals(1, stores.getFirst().list().size());
        }
    }

    @Test
    void what_one_server_revokes_another_refuses_half_a_second_later() {
        TokenStore one = open();
        one.create(token("a"));
        StoppedClock clock = StoppedClock.at(Instant.now());
        BuiltInAuthority other =
                new BuiltInAuthority(open(), clock, clock::nanoTime, AuthorityWatch.NONE);
        BearerToken secret = new BearerToken("secret-of-a");
        ProjectId project = new ProjectId("p1");
        assertTrue(other.check(secret, project) instanceof Access.Allowed);
        assertTrue(one.revoke(new TokenId("a"), Instant.EPOCH));
        clock.pass(Duration.ofMillis(500));
        assertEquals(new Access.Refused(), other.check(secret, project));
    }

    @Test
    void a_row_that_cannot_be_understood_is_a_fault_and_not_a_refusal() throws Exception {
        TokenStore store = open();
        store.create(token("a"));
        server.run("UPDATE flowkeep.tokens SET admin = 0, project = '../x'");
        assertThrows(StoreCorrupt.class, () -> store.find(token("a").hash()));
    }

    @Test
    void the_tokens_before_there_were_operators_are_kept_and_are_clients() throws Exception {
        server.run("CREATE SCHEMA flowkeep");
        Flyway.configure()
                .dataSource(
                        server.jdbcUrl(),
                        server.address().user(),
                        server.address().password().reveal())
                .schemas("flowkeep")
                .table("tokens_history")
                .locations("classpath:db/postgres/tokens")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .target("1")
                .load()
                .migrate();
        server.run(
                """
                INSERT INTO flowkeep.tokens VALUES
                ('a', '%1$s0', 1, NULL, NULL, 'ops', 't9', NULL, 0, 0, 1000, NULL, NULL),
                ('b', '%1$s1', 0, NULL, NULL, 'u1', 't9', 'flows.read x', 5, 6, 2000, NULL, NULL),
                ('c', '%1$s2', 0, 'p1', 't1', NULL, NULL, NULL, 7, 8, 3000, 4000, 5000)
                """
                        .formatted("0".repeat(63)));
        TokenStore store = open();
        assertEquals(
                List.of(
                        new TokenIdentity("ops", "t9", Set.of()),
                        new TokenIdentity("u1", "t9", Set.of("flows.read", "x"))),
                store.list().stream().map(StoredToken::identity).toList());
        assertTrue(store.list().stream().allMatch(token -> token.role() == TokenRole.CLIENT));
        assertFalse(store.createFirst(token("d")));
        StoredToken operators =
                new StoredToken(
                        new TokenId("e"),
                        TokenHash.of(new BearerToken("x")),
                        TokenRole.OPERATOR,
                        new Grant.IdentityOnly(),
                        new TokenIdentity("", "t9", Set.of("flows.read")),
                        TokenQuotas.USUAL,
                        Instant.EPOCH,
                        new Expiry.Never());
        store.create(operators);
        assertEquals(Optional.of(operators), store.find(operators.hash()));
    }
}
