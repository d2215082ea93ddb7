package io.flowkeep.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stops a start with a file of our own; {@link OriginalFileTest} has the others. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ConfigMistakesTest {
    @TempDir Path home;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drvier: {type: memory}|unknown key drvier; did you mean driver?",
                "baseUrl: http://x|unknown key baseUrl; did you mean base_url?",
                "driver: {tpye: memory}|unknown key driver.tpye; did you mean driver.type?",
                "max_body: 1GiB|unknown key max_body; did you mean files.max_body?",
                "http: {max-header: 1KiB}|unknown key http.max-header; did you mean"
                        + " http.max_header?",
                "tokens: {xyzzy: 1}|unknown key tokens.xyzzy; known here: storage, type",
                "port: {number: 1}|port takes a value, not keys such as number",
                "driver: localfs|driver takes no value of its own, but options, quota, type",
                "driver: [localfs]|driver does not take a list"
            })
    void an_unknown_or_misplaced_key_is_refused(String text, String problem) {
        assertEquals(List.of("etc/flowkeep.yml:1: " + problem), problems(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: 70000|port: \"70000\" is not a port from 0 to 65535",
                "port: http|port: \"http\" is not a port from 0 to 65535",
                "driver: {type: localsf}|driver.type: \"localsf\" is not one of localfs, memory,"
                        + " s3",
                "auth: {cache: 90}|auth.cache: \"90\" is not a duration such as 250ms, 90s, 5m, 12h"
                        + " or 90d",
                "auth: {cache: 2h}|auth.cache: \"2h\" is not a duration from 0s to 1h",
                "files: {max_body: 1 gig}|files.max_body: \"1 gig\" is not an amount of bytes such"
                        + " as 500, 10MiB or 1GB",
                "files: {max_body: 0}|files.max_body: \"0\" is not a size from 1 to 8191TiB",
                "base_url: platform|base_url: \"platform\" is not an http or https URL",
                "logging: {pretty: yes}|logging.pretty: \"yes\" is not one of auto, false, true",
                "durability: half|durability: \"half\" is not one of full, os"
            })
    void a_wrong_value_is_refused_with_what_was_expected(String text, String problem) {
        assertEquals(List.of("etc/flowkeep.yml:1: " + problem), problems(text));
    }

    @Test
    void a_key_set_twice_is_refused() {
        assertEquals(
                List.of("etc/flowkeep.yml:3: port is set twice, first at etc/flowkeep.yml:1"),
                problems("port: 1\nhost: a\nport: 2\n"));
    }

    @Test
    void all_mistakes_are_told_at_once() {
        assertEquals(3, problems("prot: 1\nhots: a\nauth: {cache: soon}\n").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"driver: {type: memory", "a: b: c", "\tport: 1", "{{x}}: y"})
    void text_that_is_not_yaml_is_refused_with_its_line(String text) {
        String problem = problems(text).getFirst();
        assertTrue(problem.startsWith("etc/flowkeep.yml:1: "), problem);
    }

    @Test
    void a_list_or_a_word_is_no_configuration() {
        assertEquals(
                List.of("etc/flowkeep.yml:1: expected keys with values, such as port: 3001"),
                problems("[1, 2]"));
        assertEquals(
                List.of("etc/flowkeep.yml:1: expected keys with values, such as port: 3001"),
                problems("hello"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token: 'hun ter2'|the service's token cannot be sent in a header",
                "token: hünter2|the service's token cannot be sent in a header",
                "oidc_url: http://u:hunter2@iam|not the http(s) URL of a neighbour",
                "oidc_url: 'http://iam#hunter2'|not the http(s) URL of a neighbour"
            })
    void how_identity_management_cannot_be_asked_is_refused(String key, String problem) {
        assertEquals(
                List.of("iam: " + problem), problems("iam: {basic_url: http://iam, " + key + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"amqp://u:hunter2@h:no", "amqp://u:hunter2@h{"})
    void an_address_of_no_broker_is_refused_and_its_password_not_printed(String url) {
        String problem = problems("events: {type: rabbitmq, url: '" + url + "'}").getFirst();
        assertTrue(problem.startsWith("events.url is not "), problem);
        assertFalse(problem.contains("hunter2"), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"logging_url", "components_url", "secrets_url"})
    void where_no_neighbour_can_be_asked_is_refused(String key) {
        for (String url : List.of("http://u:hunter2@h", "http://h/?a=hunter2", "http://h/#b")) {
            assertEquals(
                    List.of("flows." + key + ": not the http(s) URL of a neighbour"),
                    problems("flows: {%s: '%s'}".formatted(key, url)));
        }
    }

    @Test
    void a_wrong_secret_value_is_not_printed() {
        String problem = problems("context: {options: {password: [hunter2]}}").getFirst();
        assertEquals("etc/flowkeep.yml:1: context.options.password does not take a list", problem);
    }

    private List<String> problems(String text) {
        Environment environment = new Environment(Map.of("FLOWFORGE_HOME", home.toString()), home);
        Path file = home.resolve("etc/flowkeep.yml");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return assertThrows(ConfigException.class, () -> Configuration.load(environment))
                .problems()
                .stream()
                .map(problem -> problem.replace(home + "/", ""))
                .toList();
    }
}
