package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.auth.BearerToken;
import io.flowkeep.auth.Expiry;
import io.flowkeep.auth.Grant;
import io.flowkeep.auth.StoredToken;
import io.flowkeep.auth.TokenHash;
import io.flowkeep.auth.TokenId;
import io.flowkeep.auth.TokenIdentity;
import io.flowkeep.auth.TokenIssuer;
import io.flowkeep.auth.TokenQuotas;
import io.flowkeep.auth.TokenRole;
import io.flowkeep.auth.TokenStore;
import io.flowkeep.auth.TokenStoreContract;
import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.sql.SqlTokenStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteTokenStoreTest extends TokenStoreContract {
    @TempDir Path folder;
    private final List<SqliteDatabase> opened = new ArrayList<>();

    @Override
    protected TokenStore open() {
        return new SqlTokenStore(database());
    }

    private SqliteDatabase database() {
        Path file = folder.resolve("var/flowkeep.db");
        SqliteDatabase database =
                SqliteDatabase.open(file, SqliteSchema.TOKENS, SqliteSettings.durable());
        opened.add(database);
        return database;
    }

    @AfterEach
    void close() {
        opened.forEach(SqliteDatabase::close);
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
    void what_one_connection_writes_another_one_sees_at_once() {
        TokenStore server = open();
        TokenStore commandLine = open();
        commandLine.create(token("a"));
        assertEquals(Optional.of(token("a")), server.find(token("a").hash()));
        assertTrue(server.revoke(new TokenId("a"), Instant.EPOCH));
        assertFalse(commandLine.createFirst(token("b")));
        assertEquals(List.of(), commandLine.list());
    }

    @Test
    void tokens_are_there_after_a_reopen() {
        open().create(token("a"));
        opened.removeFirst().close();
        assertEquals(List.of(token("a")), open().list());
    }

    @Test
    void the_text_of_a_token_is_nowhere_in_the_files() throws IOException {
        TokenIssuer issuer = new TokenIssuer(open(), Clock.systemUTC(), new SecureRandom());
        String secret = issuer.issueFirst().orElseThrow().secret();
        try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(bytes.contains(secret), file::toString);
                assertFalse(bytes.contains(secret.substring(3, 20)), file::toString);
            }
        }
    }

    @Test
    void a_row_that_cannot_be_understood_is_a_fault_and_not_a_refusal() {
        SqliteDatabase database = database();
        TokenStore store = new SqlTokenStore(database);
        store.create(token("a"));
        var _ = database.write(s -> s.execute("UPDATE tokens SET admin = 0, project = '../x'"));
        assertThrows(StoreCorrupt.class, () -> store.find(token("a").hash()));
    }

    private static void make(Path file, int version, String rows) throws IOException, SQLException {
        Files.createDirectories(file.getParent());
        String url = "jdbc:sqlite:" + file;
        Flyway.configure()
                .dataSource(url, "", "")
                .locations("classpath:db/tokens")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .target(Integer.toString(version))
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + version);
            statement.execute("INSERT INTO tokens VALUES " + rows);
        }
    }

    /** The first release's table, with a token of each sort, the last of them revoked. */
    private static void makeVersionOne(Path file) throws IOException, SQLException {
        make(
                file,
                1,
                """
                ('a', '%1$s0', 1, NULL, NULL, 0, 0, 1000, NULL, NULL),
                ('b', '%1$s1', 0, 'p1', NULL, 5, 6, 2000, NULL, NULL),
                ('c', '%1$s2', 0, NULL, 't1', 7, 8, 3000, 4000, NULL),
                ('d', '%1$s3', 0, 'p1', 't1', 7, 8, 4000, NULL, 5000)
                """
                        .formatted("0".repeat(63)));
    }

    @Test
    void the_tokens_before_there_were_operators_are_kept_and_are_clients() throws Exception {
        make(
                folder.resolve("var/flowkeep.db"),
                2,
                """
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
        assertFalse(store.revoke(new TokenId("c"), Instant.EPOCH));
    }

    @Test
    void the_tokens_of_an_older_release_are_kept_and_stand_for_nobody() throws Exception {
        makeVersionOne(folder.resolve("var/flowkeep.db"));
        TokenStore store = open();
        assertEquals(
                List.of(
                        new Grant.Everything(),
                        new Grant.OfProject(new ProjectId("p1")),
                        new Grant.OfTeam(new TeamId("t1"))),
                store.list().stream().map(StoredToken::grant).toList());
        assertTrue(store.list().stream().allMatch(token -> token.identity().isNobody()));
        StoredToken last = store.list().getLast();
        assertEquals(new TokenQuotas(7, 8), last.quotas());
        assertEquals(Instant.ofEpochMilli(3000), last.created());
        assertEquals(new Expiry.At(Instant.ofEpochMilli(4000)), last.expiry());
        assertEquals(Optional.of(last), store.find(last.hash()));
        assertFalse(store.revoke(new TokenId("d"), Instant.EPOCH));
        store.create(
                new StoredToken(
                        new TokenId("e"),
                        TokenHash.of(new BearerToken("x")),
                        TokenRole.CLIENT,
                        new Grant.IdentityOnly(),
                        new TokenIdentity("u1", "", Set.of("flows.read")),
                        TokenQuotas.FROM_CONFIG,
                        Instant.ofEpochMilli(9000),
                        new Expiry.Never()));
        assertEquals(4, store.list().size());
    }
}
