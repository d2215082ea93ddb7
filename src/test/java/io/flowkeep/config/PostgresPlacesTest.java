package io.flowkeep.config;

import static io.flowkeep.storage.postgres.PostgresServer.Sessions.AUTO;
import static io.flowkeep.storage.postgres.PostgresServer.Sessions.SHARED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.context.ContextQuota;
import io.flowkeep.storage.postgres.PostgresServer;
import io.flowkeep.storage.postgres.PostgresServer.Protection;
import io.flowkeep.text.Secret;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which PostgreSQL database what is kept in. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PostgresPlacesTest {
    private static final Protection NONE = new Protection.None();

    @TempDir Path home;

    @Test
    void context_takes_the_keys_of_the_file_server() throws Exception {
        ContextConfig context =
                load("""
                context:
                  type: sequelize
                  quota: 5
                  options:
                    type: postgres
                    host: db.example
                    port: 5433
                    database: contexts
                    username: forge
                    password: pass-text
                """)
                        .context();
        assertEquals(
                new ContextConfig.On(
                        new RecordPlace.Postgres(
                                new PostgresServer(
                                        "db.example",
                                        5433,
                                        "contexts",
                                        "forge",
                                        new Secret("pass-text"),
                                        NONE,
                                        10,
                                        AUTO)),
                        new ContextQuota(5)),
                context);
    }

    @Test
    void what_is_not_said_is_as_the_file_server_has_it() throws Exception {
        assertEquals(
                new ContextConfig.On(
                        new RecordPlace.Postgres(
                                new PostgresServer(
                                        "postgres",
                                        5432,
                                        "ff-context",
                                        "",
                                        new Secret(""),
                                        NONE,
                                        10,
                                        AUTO)),
                        ContextQuota.NONE),
                load("context: {options: {type: postgres}}").context());
    }

    @Test
    void certificates_to_trust_are_those_of_a_file_or_those_that_all_trust() throws Exception {
        String tls = "context: {options: {type: postgres, ssl: true%s}}";
        assertEquals(
                new Protection.Tls(Optional.of(home.resolve("ca.pem"))),
                context(load(tls.formatted(", ca: ca.pem"), Map.of())).protection());
        assertEquals(
                new Protection.Tls(Optional.empty()),
                context(load(tls.formatted(""), Map.of("NODE_EXTRA_CA_CERTS", "/more.pem")))
                        .protection());
    }

    @Test
    void flows_take_a_url_or_the_same_keys() throws Exception {
        PostgresServer byUrl =
                flows(
                        load(
                                "flows: {storage: {type: postgres, url:"
                                        + " \"postgres://me:p%40ss@db.example:5433/hub"
                                        + "?sslmode=verify-full&sslrootcert=/ca.pem\"}}"));
        assertEquals(
                new PostgresServer(
                        "db.example",
                        5433,
                        "hub",
                        "me",
                        new Secret("p@ss"),
                        new Protection.Tls(Optional.of(Path.of("/ca.pem"))),
                        10,
                        AUTO),
                byUrl);
        PostgresServer byKeys =
                flows(
                        load(
                                "flows: {storage: {type: postgres, host: h, database: d, username:"
                                        + " u}}\npostgres: {connections: 3, sessions: shared}"));
        assertEquals(
                new PostgresServer("h", 5432, "d", "u", new Secret(""), NONE, 3, SHARED), byKeys);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://me:secret@db.example",
                "postgres://me:secret@/hub",
                "postgres://me:secret@db.example/hub?sslmode=require",
                "postgres://me:secret@db.example/hub?fast=1",
            })
    void a_url_that_says_too_little_or_what_we_do_not_do_is_refused(String url) {
        List<String> problems =
                problems("flows: {storage: {type: postgres, url: \"" + url + "\"}}");
        assertEquals(1, problems.size());
        assertTrue(
                problems.getFirst().startsWith("FF_FS_TEST_CONFIG:1: flows.storage.url "),
                problems::getFirst);
        assertFalse(problems.getFirst().contains("secret"), problems::getFirst);
    }

    @Test
    void url_and_keys_together_are_refused_and_so_is_the_url_of_another_database() {
        assertEquals(
                List.of(
                        "FF_FS_TEST_CONFIG:1: flows.storage.url is set, so host, port and the"
                                + " other keys beside it must not be"),
                problems("flows: {storage: {type: postgres, url: 'postgres://h/d', host: h}}"));
        assertEquals(
                List.of(
                        "FF_FS_TEST_CONFIG:1: flows.storage.url is one of PostgreSQL, but the type"
                                + " is mongodb"),
                problems("flows: {storage: {type: mongodb, url: 'postgres://h/d'}}"));
        assertEquals(
                List.of(
                        "FF_FS_TEST_CONFIG:1: flows.storage.url expected"
                                + " postgres://USER:PASSWORD@HOST:PORT/DATABASE"),
                problems("flows: {storage: {type: postgres, url: 'mongodb://h/d'}}"));
    }

    @Test
    void tokens_and_usage_follow_context_then_flows_then_stay_in_a_file() throws Exception {
        String bucket = "driver: {type: s3, options: {bucket: b}}\n";
        String context = "context: {options: {type: postgres, host: c}}\n";
        String flows = "flows: {storage: {type: postgres, host: f}}\n";
        assertEquals("c", host(tokens(load(context + flows))));
        assertEquals("c", host(usage(load(bucket + context + flows))));
        assertEquals("f", host(usage(load(bucket + flows))));
        assertTrue(usage(load(bucket)) instanceof RecordPlace.Sqlite);
        assertTrue(
                tokens(load(context + "tokens: {storage: mine.db}")) instanceof RecordPlace.Sqlite);
        assertEquals(
                "c", host(tokens(load(context + "tokens: {storage: mine.db, type: postgres}"))));
        assertTrue(
                usage(load(bucket + context + "usage: {type: sqlite}"))
                        instanceof RecordPlace.Sqlite);
    }

    @Test
    void without_context_or_flows_in_postgres_there_is_nowhere_to_follow() {
        assertEquals(
                List.of(
                        "FF_FS_TEST_CONFIG:2: usage.type: postgres needs context or flows to be"
                                + " there too"),
                problems("driver: {type: s3, options: {bucket: b}}\nusage: {type: postgres}"));
    }

    private static PostgresServer context(ServerConfig config) {
        if (config.context() instanceof ContextConfig.On(RecordPlace.Postgres(var server), _)) {
            return server;
        }
        throw unlike(config.context());
    }

    private static PostgresServer flows(ServerConfig config) {
        if (config.flows() instanceof FlowsConfig.On on
                && on.storage() instanceof FlowsConfig.Storage.Postgres(var server)) {
            return server;
        }
        throw unlike(config.flows());
    }

    private static RecordPlace tokens(ServerConfig config) {
        if (config.auth() instanceof AuthConfig.BuiltIn(var place)) {
            return place;
        }
        throw unlike(config.auth());
    }

    private static RecordPlace usage(ServerConfig config) {
        if (config.files() instanceof FilesConfig.On on && on.usage().isPresent()) {
            return on.usage().get();
        }
        throw unlike(config.files());
    }

    private static String host(RecordPlace place) {
        if (place instanceof RecordPlace.Postgres(var server)) {
            return server.host();
        }
        throw unlike(place);
    }

    private static AssertionError unlike(Object what) {
        return new AssertionError("not expected: " + what);
    }

    private List<String> problems(String text) {
        return assertThrows(ConfigException.class, () -> load(text)).problems();
    }

    private ServerConfig load(String text) throws ConfigException {
        return load(text, Map.of());
    }

    private ServerConfig load(String text, Map<String, String> more) throws ConfigException {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("FF_FS_TEST_CONFIG", text);
        return Configuration.load(new Environment(variables, home)).server();
    }
}
