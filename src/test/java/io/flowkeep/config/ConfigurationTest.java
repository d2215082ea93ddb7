package io.flowkeep.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.auth.CachedAuthority;
import io.flowkeep.auth.FlowPermissions;
import io.flowkeep.auth.IntrospectionKind;
import io.flowkeep.context.ContextQuota;
import io.flowkeep.events.rabbitmq.RabbitSettings;
import io.flowkeep.faults.Durability;
import io.flowkeep.files.FilesLimits;
import io.flowkeep.files.Quota;
import io.flowkeep.http.ShellSettings;
import io.flowkeep.logging.LogLevel;
import io.flowkeep.logging.LogSettings;
import io.flowkeep.logging.LogStyle;
import io.flowkeep.neighbours.IamSettings;
import io.flowkeep.neighbours.NeighbourAddress;
import io.flowkeep.neighbours.NeighbourSettings;
import io.flowkeep.storage.s3.S3Settings;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.text.Secret;
import io.flowkeep.trust.TrustSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ConfigurationTest {
    private static final String EVERY_KEY_DIFFERENT =
            """
            host: 0.0.0.0
            port: 4001
            base_url: https://platform.example:8443/
            driver:
              type: localfs
              quota: 5MiB
              options:
                root: /data/files
                bucket: b
                region: eu-1
                endpoint: http://s3.example
                forcePathStyle: true
                credentials: {accessKeyId: id-text, secretAccessKey: key-text, sessionToken: session-text}
                conditionalWrites: false
            context:
              type: sequelize
              quota: 2000
              options:
                type: sqlite
                storage: other.db
                host: db.example
                port: 5433
                database: d
                username: u
                password: pass-text
                ssl: true
                ca: ca.pem
                logging: true
            logging: {level: debug, http: info, pretty: true}
            telemetry: {backend: {prometheus: {enabled: true}}}
            http:
              max_requests: 7
              max_header: 8KiB
              idle_timeout: 71s
              body_timeout: 29s
              shutdown_grace: 9s
            files: {max_body: 2GiB}
            auth: {cache: 89s, refusal_cache: 2s, grace: 4m, deadline: 2400ms}
            tokens: {type: sqlite, storage: t.db}
            usage: {type: sqlite, recount_every: 23h}
            postgres: {connections: 3, sessions: shared}
            tls: {extra_ca: house.pem}
            durability: os
            flows:
              storage:
                type: mongodb
                file: f.db
                url: mongodb://u:mongo-pass@m.example/flows
                host: flows.example
                port: 5434
                database: f
                username: fu
                password: flows-pass-text
                ssl: true
                ca: flows.pem
              max_body: 5MiB
              stuck_after: 30s
              origins: "http://a.example, http://b.example"
              local_origin: false
              logging_url: http://logs.example
              components_url: http://components.example
              secrets_url: http://secrets.example
              permissions: {read: r, write: w, control: c, bulk: b}
            events:
              type: rabbitmq
              url: amqp://u:rabbit-pass@q.example
              exchange: e
              queue: q
              stand_in: false
            iam:
              type: oidc
              basic_url: http://iam.example/basic
              oidc_url: http://iam.example/oidc
              token: iam-token-text
              client_id: client-id-text
              client_secret: client-secret-text
              cache: 7s
              deadline: 2s
            """;

    @TempDir Path home;

    @Test
    void with_nothing_configured_everything_is_on_and_embedded() throws Exception {
        ServerConfig config = load(Map.of()).server();
        Path folder = home.toAbsolutePath();
        assertEquals(
                new ServerConfig(
                        new ShellSettings(
                                "localhost",
                                3001,
                                1024,
                                16 << 10,
                                Duration.ofSeconds(72),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(10)),
                        new AuthConfig.BuiltIn(kept("var/flowkeep.db")),
                        kept("var/flowkeep.db"),
                        new FilesConfig.On(
                                new FilesConfig.Storage.Folder(folder.resolve("var/files")),
                                Optional.empty(),
                                new FilesLimits(1 << 30, Quota.NONE),
                                Duration.ofDays(1)),
                        new ContextConfig.On(kept("var/context.db"), ContextQuota.NONE),
                        new FlowsConfig.On(
                                new FlowsConfig.Storage.Sqlite(onDisk("var/flows.db")),
                                new FlowsConfig.Bus.InProcess(true),
                                new FlowsConfig.IdentitySource.BuiltIn(kept("var/flowkeep.db")),
                                new FlowPermissions(
                                        "flows.read", "flows.write", "flows.control", "flows.bulk"),
                                new NeighbourSettings(
                                        new NeighbourAddress.Off(),
                                        new Secret(""),
                                        new NeighbourAddress.Off(),
                                        new NeighbourAddress.Off()),
                                List.of("http://localhost:3001"),
                                new ByteSize(10 << 20),
                                Duration.ofSeconds(60)),
                        new LogSettings(LogLevel.INFO, LogLevel.WARN, LogStyle.BY_OUTPUT),
                        new ServerConfig.Telemetry(false),
                        new TrustSettings(Optional.empty(), Optional.empty()),
                        Durability.FULL,
                        folder.resolve("var/control.sock")),
                config);
    }

    @Test
    void every_key_can_be_set_to_something_else() throws Exception {
        Configuration configuration = loadText(EVERY_KEY_DIFFERENT);
        assertEquals(
                new ServerConfig(
                        new ShellSettings(
                                "0.0.0.0",
                                4001,
                                7,
                                8 << 10,
                                Duration.ofSeconds(71),
                                Duration.ofSeconds(29),
                                Duration.ofSeconds(9)),
                        new AuthConfig.Platform(
                                URI.create("https://platform.example:8443/"),
                                new CachedAuthority.Lifetimes(
                                        Duration.ofSeconds(89),
                                        Duration.ofSeconds(2),
                                        Duration.ofMinutes(4)),
                                Duration.ofMillis(2400)),
                        kept("var/t.db"),
                        new FilesConfig.On(
                                new FilesConfig.Storage.Folder(Path.of("/data/files")),
                                Optional.empty(),
                                new FilesLimits(2L << 30, new Quota(5 << 20)),
                                Duration.ofHours(23)),
                        new ContextConfig.On(kept("var/other.db"), new ContextQuota(2000)),
                        otherFlows(),
                        new LogSettings(LogLevel.DEBUG, LogLevel.INFO, LogStyle.READABLE),
                        new ServerConfig.Telemetry(true),
                        new TrustSettings(
                                Optional.of(home.toAbsolutePath().resolve("house.pem")),
                                Optional.empty()),
                        Durability.OS,
                        home.toAbsolutePath().resolve("var/control.sock")),
                configuration.server());
        assertEquals(
                List.of("FF_FS_TEST_CONFIG:28: context.options.logging has no meaning here"),
                configuration.warnings());
    }

    private static FlowsConfig otherFlows() {
        return new FlowsConfig.On(
                new FlowsConfig.Storage.MongoDb(
                        new Secret("mongodb://u:mongo-pass@m.example/flows")),
                new FlowsConfig.Bus.RabbitMq(
                        RabbitSettings.of("amqp://u:rabbit-pass@q.example").named("e", "q")),
                new FlowsConfig.IdentitySource.Iam(
                        new IamSettings(
                                IntrospectionKind.OIDC,
                                NeighbourAddress.of(
                                        Optional.of(URI.create("http://iam.example/basic"))),
                                NeighbourAddress.of(
                                        Optional.of(URI.create("http://iam.example/oidc"))),
                                "iam-token-text",
                                "client-id-text",
                                "client-secret-text",
                                Duration.ofSeconds(2)),
                        Duration.ofSeconds(7)),
                new FlowPermissions("r", "w", "c", "b"),
                new NeighbourSettings(
                        NeighbourAddress.of("http://logs.example"),
                        new Secret("iam-token-text"),
                        NeighbourAddress.of("http://components.example"),
                        NeighbourAddress.of("http://secrets.example")),
                List.of("http://a.example", " http://b.example"),
                new ByteSize(5 << 20),
                Duration.ofSeconds(30));
    }

    @Test
    void that_text_leaves_no_key_out_and_at_its_default() {
        Map<String, String> set =
                ConfigText.read("text", EVERY_KEY_DIFFERENT).settings().stream()
                        .collect(Collectors.toMap(Setting::name, Setting::text));
        Set<String> untested = new HashSet<>();
        for (Key<?> key : Keys.ALL) {
            boolean oneWordOnly =
                    Set.of("driver.type", "context.options.type").contains(key.name());
            if (!set.containsKey(key.name())
                    || (!oneWordOnly && key.fallback().equals(set.get(key.name())))) {
                untested.add(key.name());
            }
        }
        assertEquals(Set.of(), untested, "set these to another value in EVERY_KEY_DIFFERENT");
    }

    @Test
    void the_report_names_each_value_its_origin_and_no_secret() throws Exception {
        Map<String, String> variables =
                Map.of("FF_FS_TEST_CONFIG", EVERY_KEY_DIFFERENT, "PORT", "5000");
        String report = String.join("\n", load(variables).report());
        assertTrue(report.contains("host: 0.0.0.0  (FF_FS_TEST_CONFIG:1)"), report);
        assertTrue(report.contains("port: 5000  (environment variable PORT)"), report);
        assertTrue(report.contains("context.options.password: ***  ("), report);
        for (String secret :
                List.of(
                        "pass-text",
                        "key-text",
                        "id-text",
                        "session-text",
                        "mongo-pass",
                        "rabbit-pass",
                        "iam-token-text",
                        "client-secret-text")) {
            assertFalse(report.contains(secret), report);
        }
        for (Key<?> key : Keys.ALL) {
            assertTrue(report.contains("\n" + key.name() + ": "), key.name());
        }
    }

    @Test
    void defaults_are_named_as_such() throws Exception {
        String report = String.join("\n", load(Map.of()).report());
        assertTrue(report.contains("host: localhost  (default)"), report);
        assertTrue(
                report.contains("driver.options.root: var/files  (default, nothing configured)"),
                report);
        assertTrue(report.contains("base_url: (not set)"), report);
    }

    @Test
    void a_password_in_the_base_url_is_not_reported() throws Exception {
        String report =
                String.join(
                        "\n",
                        loadText("base_url: http://u:hunter2@h/\ndriver: {type: memory}\n")
                                .report());
        assertFalse(report.contains("hunter2"), report);
    }

    @Test
    void the_certificates_of_the_replaced_servers_runtime_are_trusted_too() throws Exception {
        assertEquals(
                new TrustSettings(
                        Optional.of(Path.of("/house.pem")),
                        Optional.of(home.toAbsolutePath().resolve("more.pem"))),
                load(Map.of(
                                "FF_FS_TEST_CONFIG",
                                "driver: {type: memory}\ntls: {extra_ca: /house.pem}",
                                "NODE_EXTRA_CA_CERTS",
                                "more.pem"))
                        .server()
                        .trust());
    }

    @Test
    void a_face_without_its_section_is_off() throws Exception {
        assertEquals(
                new ContextConfig.Off(), loadText("driver: {type: memory}").server().context());
        assertEquals(new FilesConfig.Off(), loadText("context: {type: db}").server().files());
        assertEquals(new FlowsConfig.Off(), loadText("context: {type: db}").server().flows());
        ServerConfig flowsOnly = loadText("flows: {storage: {type: memory}}").server();
        assertEquals(new FilesConfig.Off(), flowsOnly.files());
        assertEquals(new ContextConfig.Off(), flowsOnly.context());
    }

    @Test
    void a_database_may_be_in_memory() throws Exception {
        ServerConfig config =
                loadText(
                                """
                                context: {type: db, options: {storage: ':memory:'}}
                                tokens: {storage: ":memory:"}
                                """)
                        .server();
        assertEquals(
                new ContextConfig.On(
                        new RecordPlace.Sqlite(new SqliteFile.InMemory()), ContextQuota.NONE),
                config.context());
        assertEquals(
                new AuthConfig.BuiltIn(new RecordPlace.Sqlite(new SqliteFile.InMemory())),
                config.auth());
    }

    @Test
    void a_quota_of_0_is_none() throws Exception {
        FilesConfig files = loadText("driver: {type: memory, quota: 0}").server().files();
        assertEquals(
                new FilesConfig.On(
                        new FilesConfig.Storage.Memory(),
                        Optional.empty(),
                        new FilesLimits(1 << 30, Quota.NONE),
                        Duration.ofDays(1)),
                files);
    }

    @Test
    void a_folder_for_files_must_be_named_once_a_driver_is() {
        assertEquals(
                List.of("FF_FS_TEST_CONFIG: driver.options.root must name the folder for files"),
                problems("driver: {type: localfs}"));
    }

    @Test
    void a_bucket_takes_the_options_of_the_replaced_server() throws Exception {
        FilesConfig files =
                loadText(
                                """
                                driver:
                                  type: s3
                                  quota: 5MiB
                                  options:
                                    bucket: b
                                    region: eu-1
                                    endpoint: http://s3.example
                                    forcePathStyle: true
                                    credentials:
                                      accessKeyId: id-text
                                      secretAccessKey: key-text
                                      sessionToken: session-text
                                    conditionalWrites: false
                                """)
                        .server()
                        .files();
        assertEquals(
                new FilesConfig.On(
                        new FilesConfig.Storage.Bucket(
                                new S3Settings(
                                        "b",
                                        Optional.of("eu-1"),
                                        Optional.of(URI.create("http://s3.example")),
                                        true,
                                        new S3Settings.Asking.Key(
                                                "id-text", "key-text", "session-text"),
                                        S3Settings.Guarding.NEVER,
                                        S3Settings.Patience.USUAL)),
                        Optional.of(kept("var/usage-b.db")),
                        new FilesLimits(1 << 30, new Quota(5 << 20)),
                        Duration.ofDays(1)),
                files);
    }

    @Test
    void a_bucket_alone_leaves_the_rest_to_the_SDK() throws Exception {
        assertEquals(
                new FilesConfig.On(
                        new FilesConfig.Storage.Bucket(
                                new S3Settings(
                                        "b",
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        new S3Settings.Asking.Found(),
                                        S3Settings.Guarding.FOUND,
                                        S3Settings.Patience.USUAL)),
                        Optional.of(kept("var/usage-b.db")),
                        new FilesLimits(1 << 30, Quota.NONE),
                        Duration.ofDays(1)),
                loadText("driver: {type: s3, options: {bucket: b}}").server().files());
    }

    @Test
    void a_bucket_must_be_named_and_credentials_be_whole() {
        assertEquals(
                List.of("FF_FS_TEST_CONFIG: driver.type: s3 needs driver.options.bucket"),
                problems("driver: {type: s3}"));
        assertEquals(
                List.of(
                        "FF_FS_TEST_CONFIG: driver.type: s3 needs"
                                + " driver.options.credentials.secretAccessKey"),
                problems(
                        "driver: {type: s3, options: {bucket: b, credentials: {accessKeyId: i}}}"));
    }

    private RecordPlace kept(String file) {
        return new RecordPlace.Sqlite(onDisk(file));
    }

    private List<String> problems(String text) {
        return assertThrows(ConfigException.class, () -> loadText(text)).problems();
    }

    private Configuration loadText(String text) throws ConfigException {
        return load(Map.of("FF_FS_TEST_CONFIG", text));
    }

    private Configuration load(Map<String, String> variables) throws ConfigException {
        return Configuration.load(new Environment(variables, home));
    }

    private SqliteFile onDisk(String path) {
        return new SqliteFile.OnDisk(home.toAbsolutePath().resolve(path));
    }
}
