package io.flowkeep.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration of the replaced server, which looked at nothing but what it needed. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class OriginalFileTest {
    private static final String FACE = "driver: {type: localfs, options: {root: f}}\n";
    private static final String KNOWN = "; known here: " + String.join(", ", Keys.namesBelow(""));

    @TempDir Path home;

    @Test
    void what_the_suites_of_its_clients_say_starts() throws Exception {
        assertEquals(
                List.of(
                        "FF_FS_TEST_CONFIG:1: unknown key FLOWFORGE_HOME" + KNOWN,
                        "FF_FS_TEST_CONFIG:2: unknown key FLOWFORGE_PROJECT_ID" + KNOWN,
                        "FF_FS_TEST_CONFIG:3: unknown key FLOWFORGE_TEAM_ID" + KNOWN),
                warnings(
                        "FLOWFORGE_HOME: /tmp/x\nFLOWFORGE_PROJECT_ID: p\nFLOWFORGE_TEAM_ID: t\n"
                                + FACE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drvier: {type: memory}|unknown key drvier; did you mean driver?",
                "foo: b|unknown key foo; known here: auth",
                "bucket: b|unknown key bucket; did you mean driver.options.bucket?",
                "server: {port: 1, host: [x]}|unknown key server; known here: auth",
                "xyzzy: {port: 1, port: 2, a: {b: [1, {c: d}]}}|unknown key xyzzy; known",
                "xyzzy: [1, 2]|unknown key xyzzy; known",
                "xyzzy:|unknown key xyzzy; known",
                "? [a, b]\\n: c|a key must be plain text",
                "<<: {port: 1}|unknown key <<; known",
                "tokens: {xyzzy: 1}|unknown key tokens.xyzzy; known here: storage, type",
                "telemetry: {enabled: false}|unknown key telemetry.enabled; did you mean"
                        + " telemetry.backend.prometheus.enabled?",
                "telemetry: {backend: {statsd: [1]}}|unknown key telemetry.backend.statsd; known"
                        + " here: prometheus",
                "logging: {transport: {target: x}}|unknown key logging.transport; known here: http",
                "telemetry: false|telemetry takes no value of its own, but backend",
                "logging: [info]|logging does not take a list",
                "flows: /data/flows|flows takes no value of its own, but",
                "files: [a, b]|files does not take a list",
                "events: {a: 1}|unknown key events.a; known here:"
            })
    void what_it_never_read_is_told_once_and_passed_over(String text, String warning)
            throws Exception {
        List<String> warnings = warnings(text.replace("\\n", "\n") + "\n" + FACE);
        assertEquals(1, warnings.size(), warnings.toString());
        String expected = "FF_FS_TEST_CONFIG:1: " + warning;
        assertTrue(warnings.getFirst().startsWith(expected), warnings.toString());
    }

    @Test
    void what_its_S3_client_takes_and_ours_has_no_use_for_is_passed_over() throws Exception {
        Configuration configuration =
                load(
                        """
                        driver:
                          type: s3
                          options:
                            bucket: b
                            maxAttempts: 3
                            requestHandler: {requestTimeout: 3000}
                            credentials: {accessKeyId: i, secretAccessKey: s, expiration: x}
                        """);
        assertEquals(3, configuration.warnings().size());
        assertTrue(
                configuration.server().files()
                        instanceof FilesConfig.On(FilesConfig.Storage.Bucket _, _, _, _));
    }

    @Test
    void an_unknown_key_twice_is_told_twice() throws Exception {
        assertEquals(2, warnings("zzz: 1\nzzz: 2\n" + FACE).size());
    }

    @Test
    void what_is_passed_over_turns_no_face_on() throws Exception {
        ServerConfig config = load("flows: {wild: 1}\ncontext: {}\n" + FACE).server();
        assertEquals(new FlowsConfig.Off(), config.flows());
        assertEquals(new ContextConfig.Off(), config.context());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "driver: {type: memory, options: {endpoint: nonsense, root: [a], bucket: {a: b}}}",
                "driver: {type: memory, options: {forcePathStyle: maybe, credentials: x}}",
                "driver: {type: memory, options: none}",
                "context: {type: db, options: {type: sqlite, port: none, ssl: maybe}}",
                "context: {options: {type: postgres, storage: [x]}}"
            })
    void a_wrong_value_for_another_driver_is_passed_over(String text) throws Exception {
        List<String> warnings = warnings(text);
        assertFalse(warnings.isEmpty());
        assertFalse(load(text).report().toString().contains("nonsense"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "driver: {type: s3, options: {bucket: b, endpoint: x}}|driver.options.endpoint:"
                        + " \"x\" is not an http or https URL",
                "driver: {type: s3, options: {bucket: b, credentials:"
                    + " x}}|driver.options.credentials takes no value of its own, but accessKeyId,"
                    + " secretAccessKey, sessionToken",
                "context: {options: {type: postgres, port: x}}|context.options.port: \"x\" is not a"
                        + " port from 1 to 65535",
                "driver: {type: memory, quota: lots}|driver.quota: \"lots\" is not an amount of"
                        + " bytes such as 500, 10MiB or 1GB",
                "context: {options: sqlite}|context.options takes no value of its own, but ca,"
                        + " database, host, logging, password, port, ssl, storage, type, username",
                "driver: memory|driver takes no value of its own, but options, quota, type",
                "port: {number: 1}|port takes a value, not keys such as number"
            })
    void a_wrong_value_of_a_key_that_counts_still_stops_the_start(String text, String problem) {
        assertEquals("FF_FS_TEST_CONFIG:1: " + problem, problems(text).getFirst());
    }

    @Test
    void a_known_key_twice_still_stops_the_start() {
        assertEquals(
                List.of("FF_FS_TEST_CONFIG:2: port is set twice, first at FF_FS_TEST_CONFIG:1"),
                problems("port: 1\nport: 2\n" + FACE));
    }

    @Test
    void what_is_missing_is_told_with_what_was_passed_over() {
        assertEquals(
                List.of(
                        "FF_FS_TEST_CONFIG: driver.options.root must name the folder for files",
                        "FF_FS_TEST_CONFIG:1: unknown key driver.options.rooot; did you mean"
                                + " driver.options.root?"),
                problems("driver: {type: localfs, options: {rooot: f}}"));
    }

    @Test
    void thousands_of_unknown_keys_are_counted_and_not_told_one_by_one() throws Exception {
        String many =
                IntStream.range(0, 5000)
                        .mapToObj(n -> "extra" + n + ": 1\n")
                        .collect(Collectors.joining());
        List<String> warnings = warnings(many + FACE);
        assertEquals(21, warnings.size());
        assertEquals("FF_FS_TEST_CONFIG: 4980 more unknown keys", warnings.getLast());
    }

    @Test
    void a_long_or_strange_name_is_one_short_line() throws Exception {
        String longest = "x".repeat(900);
        List<String> warnings = warnings(longest + ": 1\n\"a\\nb\\e[31m\": 1\n" + FACE);
        assertTrue(warnings.get(0).contains("key " + "x".repeat(80) + "...;"), warnings.get(0));
        assertTrue(warnings.get(1).contains("key a?b?[31m;"), warnings.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"flowforge-storage.yml", "flowforge-storage.local.yml"})
    void its_files_are_read_as_leniently(String name) throws Exception {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc").resolve(name), "FLOWFORGE_HOME: x\n" + FACE);
        Environment environment = new Environment(Map.of("FLOWFORGE_HOME", home.toString()), home);
        assertEquals(
                List.of(
                        home.resolve("etc").resolve(name)
                                + ":1: unknown key FLOWFORGE_HOME"
                                + KNOWN),
                Configuration.load(environment).warnings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"# nothing", "{}", "driver:", "driver: ~", "port: 1"})
    void a_text_that_turns_no_face_on_is_refused(String text) {
        assertEquals(
                List.of(
                        "FF_FS_TEST_CONFIG: neither driver nor context nor flows is set, so there"
                                + " is nothing to serve"),
                problems(text));
    }

    private List<String> warnings(String text) throws ConfigException {
        return load(text).warnings();
    }

    private List<String> problems(String text) {
        return assertThrows(ConfigException.class, () -> load(text)).problems();
    }

    private Configuration load(String text) throws ConfigException {
        return Configuration.load(new Environment(Map.of("FF_FS_TEST_CONFIG", text), home));
    }
}
