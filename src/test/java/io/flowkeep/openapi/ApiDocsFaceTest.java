package io.flowkeep.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.http.HttpShell;
import io.flowkeep.http.RawClient;
import io.flowkeep.json.Json;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The description over a socket. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ApiDocsFaceTest {
    private static final String KNOWN_WORDS = "HTML for static distribution bundle build";
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
    private static final OpenApiCheck CHECK = new OpenApiCheck();
    private static HttpShell shell;

    @BeforeAll
    static void start() throws IOException {
        shell = DocumentedShell.start();
    }

    @AfterAll
    static void stop() {
        shell.stop();
    }

    /** Sends a request; its answer must be one that is described. */
    private static RawClient.Answer send(String method, String target, String... headers)
            throws IOException {
        RawClient.Answer answer = ask(method, target, headers);
        CHECK.assertDescribed(
                method,
                target,
                answer.status(),
                answer.header("content-type").orElse(""),
                answer.body());
        return answer;
    }

    private static RawClient.Answer ask(String method, String target, String... headers)
            throws IOException {
        String head =
                method
                        + " "
                        + target
                        + " HTTP/1.1\r\nhost: x\r\n"
                        + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList())
                        + "\r\n";
        try (RawClient client = new RawClient(shell.port())) {
            return client.send(head).read(!method.equals("HEAD"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api-docs", "/API-docs", "/api-docs?x=1"})
    void without_its_slash_the_page_is_elsewhere(String target) throws IOException {
        RawClient.Answer answer = send("GET", target);
        assertEquals(301, answer.status());
        assertEquals("/api-docs/", answer.header("location").orElse(""));
        assertEquals("text/html; charset=utf-8", answer.header("content-type").orElse(""));
        assertTrue(answer.text().contains(KNOWN_WORDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs/", "/docs/a/b", "/docsx", "/DOCS", "/docs?x"})
    void the_old_name_leads_to_the_page(String target) throws IOException {
        RawClient.Answer answer = send("GET", target);
        assertEquals(302, answer.status());
        assertEquals("/api-docs", answer.header("location").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api-docs/",
                "/API-DOCS/",
                "/api-docs/index.html",
                "/api-docs/no/such/file",
                "/api-docs/?a=b",
                "/api-docs//",
                "/api-docs/../../../etc/passwd",
                "/api-docs/..%2f..%2fMETA-INF/MANIFEST.MF",
                "/api-docs/%2e%2e/openapi.json",
                "/api-docs/swagger-ui.css/x",
                "/api-docs/swagger-ui-bundle.js.LICENSE.txt",
                "/api-docs/oauth2-redirect.html",
                "/api-docs/%zz"
            })
    void every_other_name_gives_the_page(String target) throws IOException {
        RawClient.Answer answer = send("GET", target);
        assertEquals(200, answer.status());
        assertEquals("text/html; charset=utf-8", answer.header("content-type").orElse(""));
        assertEquals("no-cache", answer.header("cache-control").orElse(""));
        assertTrue(answer.text().startsWith("<!-- " + KNOWN_WORDS + " -->"));
        assertFalse(answer.text().contains("{"), "nothing is left to fill in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api-docs/", "/api-docs/a", "/api-docs/a/b/"})
    void the_page_finds_its_files_wherever_it_is(String target) throws IOException {
        List<String> links =
                LINK.matcher(send("GET", target).text())
                        .results()
                        .map((MatchResult link) -> link.group(1))
                        .toList();
        assertTrue(links.size() > 4);
        for (String link : links) {
            String place = URI.create("http://x" + target).resolve(link).getPath();
            RawClient.Answer file = send("GET", place);
            assertEquals(200, file.status());
            assertFalse(file.header("content-type").orElse("").startsWith("text/html"), place);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "swagger-ui.css, text/css; charset=utf-8",
        "index.css, text/css; charset=utf-8",
        "swagger-ui-bundle.js, text/javascript; charset=utf-8",
        "flowkeep-initializer.js, text/javascript; charset=utf-8",
        "favicon-16x16.png, image/png",
        "favicon-32x32.png, image/png"
    })
    void a_file_has_its_type_and_may_be_kept(String name, String type) throws IOException {
        RawClient.Answer first = send("GET", "/api-docs/" + name + "?v=1");
        assertEquals(200, first.status());
        assertEquals(type, first.header("content-type").orElse(""));
        assertEquals("public, max-age=86400", first.header("cache-control").orElse(""));
        assertTrue(first.body().length > 100);
        String tag = first.header("etag").orElse("");
        for (String condition : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
            RawClient.Answer again =
                    send("GET", "/api-docs/" + name, "if-none-match: " + condition);
            assertEquals(304, again.status());
            assertEquals(tag, again.header("etag").orElse(""));
        }
        assertEquals(200, send("GET", "/api-docs/" + name, "if-none-match: \"other\"").status());
    }

    @Test
    void head_answers_without_content() throws IOException {
        for (String target : List.of("/api-docs/", "/api-docs/swagger-ui.css", "/openapi.json")) {
            RawClient.Answer get = send("GET", target);
            RawClient.Answer head = send("HEAD", target);
            assertEquals(200, head.status());
            assertEquals(get.header("content-length"), head.header("content-length"));
            assertEquals(get.header("etag"), head.header("etag"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api-docs",
                "/api-docs/",
                "/api-docs/swagger-ui.css",
                "/api-docs/x",
                "/openapi.json"
            })
    void there_is_only_reading(String target) throws IOException {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
            RawClient.Answer answer = send(method, target);
            assertEquals(405, answer.status());
            assertEquals("GET, HEAD", answer.header("allow").orElse(""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void the_old_place_leads_on_whatever_is_asked(String method) throws IOException {
        for (String target : List.of("/docs", "/docs/", "/Docs/x?y")) {
            RawClient.Answer answer = ask(method, target);
            assertEquals(302, answer.status());
            assertEquals("/api-docs", answer.header("location").orElse(""));
        }
    }

    /** The names that the replaced page's own script and styles had. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "swagger-ui-init.js",
                "swagger-ui-standalone-preset.js",
                "index.html",
                "x.css"
            })
    void a_name_that_is_no_file_of_the_page_is_the_page(String name) throws IOException {
        RawClient.Answer answer = send("GET", "/api-docs/" + name);
        assertEquals(200, answer.status());
        assertEquals("text/html; charset=utf-8", answer.header("content-type").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api-docs", "/api-docs/", "/api-docs/x", "/docs"})
    void the_page_has_a_policy_that_works_without_tls_and_allows_no_foreign_script(String target)
            throws IOException {
        RawClient.Answer answer = send("GET", target);
        List<String> policies =
                answer.headerLines().stream()
                        .filter(line ->
                                line.toLowerCase(Locale.ROOT).startsWith("content-security-policy"))
                        .toList();
        assertEquals(1, policies.size());
        assertTrue(policies.getFirst().contains("script-src 'self';"));
        assertFalse(policies.getFirst().contains("upgrade-insecure-requests"));
        assertEquals("DENY", answer.header("x-frame-options").orElse(""));
        assertFalse(answer.text().matches("(?s).*<script>.*"), "no script within the page");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.json", "/OpenAPI.json", "/openapi.json?x"})
    void the_document_is_json_and_has_the_version_of_the_server(String target) throws Exception {
        RawClient.Answer answer = send("GET", target);
        assertEquals(200, answer.status());
        assertEquals("application/json; charset=utf-8", answer.header("content-type").orElse(""));
        JsonNode document = Json.parse(answer.text());
        assertEquals("1.2.3", document.path("info").path("version").stringValue());
        assertTrue(document.path("paths").has("/v1/files/{teamId}/{projectId}/{path}"));
        String tag = answer.header("etag").orElse("");
        assertEquals(304, send("GET", target, "if-none-match: " + tag).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api-docsx", "/openapi.jsonx", "/openapi.json/", "/", "/x/docs"})
    void other_paths_are_left_to_others(String target) throws IOException {
        assertEquals(401, send("GET", target).status());
    }
}
