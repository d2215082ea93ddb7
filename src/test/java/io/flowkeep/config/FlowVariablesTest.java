package io.flowkeep.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.auth.FlowPermissions;
import io.flowkeep.auth.IntrospectionKind;
import io.flowkeep.events.rabbitmq.RabbitSettings;
import io.flowkeep.neighbours.IamSettings;
import io.flowkeep.neighbours.NeighbourAddress;
import io.flowkeep.neighbours.NeighbourSettings;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.text.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowVariablesTest {
    private static final Map<String, String> ALL =
            Map.ofEntries(
                    Map.entry("PORT", "3009"),
                    Map.entry("MONGODB_URL", "mongodb://u:hidden@m/flowRepoDev"),
                    Map.entry("QUEUE_URL", "amqp://guest:hidden@q"),
                    Map.entry("IAM_TOKEN", "hidden-token"),
                    Map.entry("INTROSPECT_TYPE", "OIDC"),
                    Map.entry("INTROSPECT_ENDPOINT_BASIC", "http://iam/basic"),
                    Map.entry("INTROSPECT_ENDPOINT_OIDC", "http://iam/oidc"),
                    Map.entry("OIDC_CLIENT_ID", "hidden-id"),
                    Map.entry("OIDC_CLIENT_SECRET", "hidden-secret"),
                    Map.entry("IAM_TOKEN_CACHE_TTL", "2"),
                    Map.entry("ORIGINWHITELIST", "http://a,http://b"),
                    Map.entry("NODE_ENV", "production"),
                    Map.entry("LOGGING_SERVICE_BASE_URL", "http://logs"),
                    Map.entry("FLOW_READ_PERMISSION", "tenant.flows.read"),
                    Map.entry("FLOW_WRITE_PERMISSION", "w"),
                    Map.entry("FLOW_CONTROL_PERMISSION", "c"),
                    Map.entry("FLOW_BULK_PERMISSION", "b"));

    @TempDir private Path home;

    @Test
    void the_variables_of_a_flow_repository_configure_its_face_alone() throws Exception {
        ServerConfig config = load(ALL).server();
        assertEquals(new FilesConfig.Off(), config.files());
        assertEquals(new ContextConfig.Off(), config.context());
        assertEquals(3009, config.http().port());
        assertEquals("0.0.0.0", config.http().host());
        assertEquals(
                new FlowsConfig.On(
                        new FlowsConfig.Storage.MongoDb(
                                new Secret("mongodb://u:hidden@m/flowRepoDev")),
                        new FlowsConfig.Bus.RabbitMq(RabbitSettings.of("amqp://guest:hidden@q")),
                        new FlowsConfig.IdentitySource.Iam(
                                new IamSettings(
                                        IntrospectionKind.OIDC,
                                        NeighbourAddress.of(
                                                Optional.of(URI.create("http://iam/basic"))),
                                        NeighbourAddress.of(
                                                Optional.of(URI.create("http://iam/oidc"))),
                                        "hidden-token",
                                        "hidden-id",
                                        "hidden-secret",
                                        Duration.ofMillis(2500)),
                                Duration.ofSeconds(2)),
                        new FlowPermissions("tenant.flows.read", "w", "c", "b"),
                        new NeighbourSettings(
                                NeighbourAddress.of("http://logs"),
                                new Secret("hidden-token"),
                                new NeighbourAddress.Off(),
                                new NeighbourAddress.Off()),
                        List.of("http://a", "http://b"),
                        new ByteSize(10 << 20),
                        Duration.ofSeconds(60)),
                config.flows());
    }

    @Test
    void a_line_break_at_the_end_of_a_variable_is_not_part_of_it() throws Exception {
        for (String end : List.of("\n", "\r\n", "\n\n")) {
            Map<String, String> asWrittenByAnEditor = new HashMap<>(ALL);
            asWrittenByAnEditor.replaceAll((name, text) -> text + end);
            assertEquals(load(ALL).server(), load(asWrittenByAnEditor).server());
        }
        assertEquals(load(Map.of()).server(), load(Map.of("IAM_TOKEN", "\n")).server());
    }

    @Test
    void nothing_secret_is_reported() throws Exception {
        String report = String.join("\n", load(ALL).report());
        assertFalse(report.contains("hidden"), report);
        assertTrue(report.contains("(environment variable MONGODB_URL)"), report);
    }

    @Test
    void each_variable_stands_for_its_own_part_only() throws Exception {
        FlowsConfig.On flows = flows(Map.of("QUEUE_URL", "amqp://q"));
        assertEquals(
                new FlowsConfig.Storage.Sqlite(
                        new SqliteFile.OnDisk(home.toAbsolutePath().resolve("var/flows.db"))),
                flows.storage());
        assertTrue(flows.identity() instanceof FlowsConfig.IdentitySource.BuiltIn);
        assertEquals(List.of("http://localhost:3001"), flows.origins());
    }

    @Test
    void a_variable_beats_the_file_and_leaves_the_other_faces_alone() throws Exception {
        Map<String, String> variables = new HashMap<>();
        variables.put("FF_FS_TEST_CONFIG", "driver: {type: memory}\niam: {cache: 9s}");
        variables.put("IAM_TOKEN_CACHE_TTL", "0");
        variables.put("INTROSPECT_ENDPOINT_OIDC", "http://iam/oidc");
        ServerConfig config = load(variables).server();
        assertTrue(config.files() instanceof FilesConfig.On(FilesConfig.Storage.Memory _, _, _, _));
        FlowsConfig.On flows = (FlowsConfig.On) config.flows();
        FlowsConfig.IdentitySource.Iam iam = (FlowsConfig.IdentitySource.Iam) flows.identity();
        assertEquals(Duration.ZERO, iam.cache());
        assertEquals(IntrospectionKind.OIDC, iam.settings().type());
        assertEquals("localhost", config.http().host());
    }

    @Test
    void node_env_and_port_alone_change_no_face() throws Exception {
        Map<String, String> variables =
                Map.of(
                        "FF_FS_TEST_CONFIG", "driver: {type: memory}",
                        "NODE_ENV", "production",
                        "PORT", "4000");
        assertEquals(new FlowsConfig.Off(), load(variables).server().flows());
    }

    @Test
    void a_bad_value_is_refused_with_the_variables_name() {
        ConfigException e =
                assertThrows(
                        ConfigException.class, () -> load(Map.of("IAM_TOKEN_CACHE_TTL", "soon")));
        assertTrue(
                e.problems().getFirst().contains("environment variable IAM_TOKEN_CACHE_TTL"),
                e.problems().toString());
    }

    private FlowsConfig.On flows(Map<String, String> variables) throws ConfigException {
        return (FlowsConfig.On) load(variables).server().flows();
    }

    private Configuration load(Map<String, String> variables) throws ConfigException {
        return Configuration.load(new Environment(variables, home));
    }
}
