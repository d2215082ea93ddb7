package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.auth.Expiry;
import io.flowkeep.auth.Grant;
import io.flowkeep.auth.TokenIssuer;
import io.flowkeep.auth.TokenQuotas;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.sql.SqlTokenStore;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.TestServer;
import io.flowkeep.testing.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Built-in tokens that are made and revoked through the database file, as the command line does,
 * while the server runs on it.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class BuiltInTokensTest {
    private static final ProjectId PROJECT = new ProjectId("p1");
    private static final TeamId TEAM = new TeamId("t1");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir private Path home;
    private TestServer server;
    private Wire wire;
    private SqliteDatabase database;
    private SqlTokenStore store;

    @BeforeEach
    void start() {
        server =
                TestServer.start(
                        home,
                        """
                        driver:
                          type: localfs
                          options:
                            root: root
                        context:
                          type: db
                        """);
        wire = new Wire(server.port());
        database =
                SqliteDatabase.open(
                        home.resolve("var/flowkeep.db"),
                        SqliteSchema.TOKENS,
                        SqliteSettings.durable());
        store = new SqlTokenStore(database);
    }

    @AfterEach
    void stop() {
        database.close();
        wire.close();
        server.close();
    }

    private TokenIssuer.Issued issue(Grant grant, Expiry expiry) {
        return new TokenIssuer(store, InstantSource.system(), new SecureRandom())
                .issue(grant, TokenQuotas.USUAL, expiry);
    }

    private String token(Grant grant) {
        return issue(grant, new Expiry.Never()).secret().secret();
    }

    private int read(String token, String path) throws IOException, InterruptedException {
        return wire.get(token, path).status();
    }

    private int write(String token, String path) throws IOException, InterruptedException {
        return wire.put(token, path, new byte[10]).status();
    }

    @Test
    void a_new_token_counts_within_a_second_and_a_revoked_one_no_longer() throws Exception {
        TokenIssuer.Issued issued = issue(new Grant.OfProject(PROJECT), new Expiry.Never());
        String token = issued.secret().secret();
        Await.within(SECOND, () -> write(token, "/v1/files/t1/p1/x") == 200);
        assertEquals(200, read(token, "/v1/files/t1/p1/x"));
        assertTrue(store.revoke(issued.stored().id(), Instant.now()));
        Await.within(SECOND, () -> read(token, "/v1/files/t1/p1/x") == 401);
        assertEquals(401, write(token, "/v1/files/t1/p1/x"));
    }

    @Test
    void a_project_s_token_opens_that_project_only() throws Exception {
        String token = token(new Grant.OfProject(PROJECT));
        assertEquals(200, write(token, "/v1/files/t1/p1/x"));
        assertEquals(200, write(token, "/v1/files/t2/p1/x"));
        assertEquals(
                200,
                wire.post(token, "/v1/context/p1/s", "[{\"key\":\"a\",\"value\":1}]").status());
        assertEquals(401, write(token, "/v1/files/t1/p2/x"));
        assertEquals(401, read(token, "/v1/files/t1/p2/x"));
        assertEquals(401, wire.delete(token, "/v1/files/t1/p2/x").status());
        assertEquals(401, read(token, "/v1/quota/t1/p2"));
        assertEquals(401, read(token, "/v1/quota/t1"));
        assertEquals(401, read(token, "/v1/context/p2/cache"));
        assertEquals(401, wire.post(token, "/v1/context/p2/s", "[]").status());
    }

    @Test
    void a_team_s_token_sees_what_its_team_uses() throws Exception {
        String admin = token(new Grant.Everything());
        assertEquals(200, write(admin, "/v1/files/t1/p1/x"));
        assertEquals(200, write(admin, "/v1/files/t1/p2/y"));
        assertEquals(200, write(admin, "/v1/files/t2/p3/z"));
        String token = token(new Grant.OfTeam(TEAM));
        Wire.Answer quota = wire.get(token, "/v1/quota/t1");
        assertEquals(200, quota.status());
        assertEquals(
                "{\"used\":20,\"projects\":[{\"project\":\"p1\",\"used\":10},{\"project\":\"p2\",\"used\":10}]}",
                quota.text());
        assertEquals(200, read(token, "/v1/files/t1/p2/y"));
        assertEquals(401, read(token, "/v1/quota/t2"));
        assertEquals(401, read(token, "/v1/files/t2/p3/z"));
        assertEquals(401, read(token, "/v1/context/p1/cache"));
    }

    @Test
    void a_token_for_a_project_in_a_team_sees_only_that() throws Exception {
        String admin = token(new Grant.Everything());
        assertEquals(200, write(admin, "/v1/files/t1/p1/x"));
        assertEquals(200, write(admin, "/v1/files/t1/p2/y"));
        String token = token(new Grant.OfProjectInTeam(PROJECT, TEAM));
        assertEquals(
                "{\"used\":10,\"projects\":[{\"project\":\"p1\",\"used\":10}]}",
                wire.get(token, "/v1/quota/t1").text());
        assertEquals(200, read(token, "/v1/files/t1/p1/x"));
        assertEquals(200, read(token, "/v1/context/p1/cache"));
        assertEquals(401, read(token, "/v1/files/t1/p2/y"));
        assertEquals(401, write(token, "/v1/files/t2/p1/x"));
        assertEquals(401, read(token, "/v1/quota/t2"));
    }

    @Test
    void an_expired_token_opens_nothing() throws Exception {
        String over =
                issue(new Grant.OfProject(PROJECT), new Expiry.At(Instant.now())).secret().secret();
        assertEquals(401, read(over, "/v1/quota/t1/p1"));
        Instant end = Instant.now().plusMillis(1500);
        String ending = issue(new Grant.OfProject(PROJECT), new Expiry.At(end)).secret().secret();
        assertEquals(200, read(ending, "/v1/quota/t1/p1"));
        Thread.sleep(Duration.between(Instant.now(), end).plusMillis(5));
        assertEquals(401, read(ending, "/v1/quota/t1/p1"));
    }
}
