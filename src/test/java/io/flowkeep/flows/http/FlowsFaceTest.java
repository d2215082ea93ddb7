package io.flowkeep.flows.http;

import static io.flowkeep.flows.http.FlowsClient.error;
import static io.flowkeep.flows.http.FlowsClient.flow;
import static io.flowkeep.flows.http.FlowsClient.parse;
import static io.flowkeep.flows.http.FlowsClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.contract.FlowServers.Setup;
import io.flowkeep.http.RawClient;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are for this face, and what it says of those that lead nowhere. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowsFaceTest {
    private final FlowsOnTheWire servers = new FlowsOnTheWire();
    private FlowsClient client;

    @BeforeEach
    void start() throws IOException {
        client = new FlowsClient(servers.start(Setup.USUAL));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/flows", "/FLOWS/", "/Flows?x=1", "/flows/?page=2"})
    void letters_may_be_in_any_case_and_a_slash_may_follow(String target) throws IOException {
        assertEquals(200, client.get(target).status());
    }

    @Test
    void deeper_routes_bear_the_same() throws IOException {
        String id = client.create(flow("a"));
        assertEquals(200, client.get("/flows/" + id.toUpperCase(Locale.ROOT) + "/").status());
        assertEquals(200, client.json("POST", "/Flows/" + id + "/START/", "{}").status());
        assertEquals(200, client.json("PATCH", "/flows/BULK/", "[]").status());
        assertEquals(
                "{\"errors\":\"Invalid id\"}", text(client.json("PATCH", "/flows/multiple", "{}")));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,//flows",
        "GET,/flows//",
        "GET,/flows/x/y",
        "POST,/flows/bulk",
        "GET,/flows/multiple/start",
        "PUT,/flows",
        "GET,/flowsx",
        "GET,/elsewhere?x=1",
        "POST,/healthcheck",
        "OPTIONS,/elsewhere"
    })
    void an_unknown_route_is_a_page(String method, String target) throws IOException {
        RawClient.Answer answer = client.send(method, target, new byte[0]);
        assertEquals(404, answer.status());
        String path = target.split("\\?", -1)[0];
        assertTrue(text(answer).contains("<pre>Cannot " + method + " " + path + "</pre>"));
        assertEquals(Optional.of("text/html; charset=utf-8"), answer.header("content-type"));
        assertEquals(Optional.of("default-src 'none'"), answer.header("content-security-policy"));
    }

    @Test
    void logs_of_what_is_no_flow_are_refused_at_once() throws IOException {
        assertEquals(error(400, "Invalid id"), text(client.get("/flows/abc/steps/s/logs")));
        assertEquals(
                error(404, "Flow not found"),
                text(client.get("/flows/5ca5c44c187c040010a9bb8b/steps/s/logs")));
    }

    /** What the replaced server sent, and what this one adds to each. */
    @Test
    void the_headers_of_answers_are_these() throws IOException {
        String id = client.create(flow("a"));
        String cors = "access-control-allow-credentials vary";
        String usual = "content-length content-type etag " + cors;
        assertEquals(usual, names(client.get("/flows")));
        assertEquals(usual, names(client.get("/flows/" + id)));
        assertEquals(usual, names(client.get("/flows/abc")));
        assertEquals(usual, names(client.json("POST", "/flows", flow("b"))));
        assertEquals(usual, names(client.as("").get("/flows")));
        assertEquals("content-length content-type " + cors, names(client.get("/flows/x/y")));
        assertEquals("content-length content-type etag", names(client.get("/healthcheck")));
        String tag = client.get("/flows").header("etag").orElseThrow();
        RawClient.Answer known = client.get("/flows", "If-None-Match: " + tag);
        assertEquals(304, known.status());
        assertEquals("etag " + cors, names(known));
        assertEquals(
                "content-length content-type etag",
                names(client.get("/flows", "Origin: http://evil.example")));
    }

    /** Without those of the connection, and those that this server adds to every answer. */
    private static String names(RawClient.Answer answer) {
        Set<String> names = new TreeSet<>();
        answer.headerLines()
                .forEach(line ->
                        names.add(line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)));
        names.removeAll(Set.of("connection", "keep-alive", "date"));
        for (String added :
                List.of(
                        "content-security-policy",
                        "cross-origin-opener-policy",
                        "cross-origin-resource-policy",
                        "origin-agent-cluster",
                        "referrer-policy",
                        "x-content-type-options",
                        "x-dns-prefetch-control",
                        "x-download-options",
                        "x-frame-options",
                        "x-permitted-cross-domain-policies",
                        "x-request-id",
                        "x-xss-protection")) {
            assertTrue(names.remove(added), added);
        }
        return names.stream()
                .sorted(Comparator.comparingInt(name -> name.matches("access.*|vary") ? 1 : 0))
                .collect(Collectors.joining(" "));
    }

    @Test
    void a_page_shows_nothing_that_could_be_markup() throws IOException {
        String page = text(client.get("/<script>&'\"%zz"));
        assertTrue(page.contains("<pre>Cannot GET /%3Cscript%3E&amp;&#39;%22%25zz</pre>"), page);
    }

    @Test
    void below_flows_a_token_comes_before_the_route() throws IOException {
        assertEquals(401, client.as("").get("/flows/x/y/z").status());
        assertEquals(401, client.as("nobody").get("/flows/x/y/z").status());
    }

    @Test
    void beside_others_it_claims_only_its_own() {
        FlowsFace face = servers.faceBeside();
        assertTrue(face.claims("GET", "/flows"));
        assertTrue(face.claims("PUT", "/FLOWS/x/y"));
        assertTrue(face.claims("POST", "/Healthcheck/"));
        assertTrue(face.claims("OPTIONS", "/"));
        assertFalse(face.claims("GET", "/"));
        assertFalse(face.claims("GET", "//flows"));
        assertFalse(face.claims("GET", "/flowsx"));
        assertFalse(face.claims("GET", "/v1/files"));
    }

    @Test
    void alone_it_leaves_the_operators_their_routes() {
        FlowsFace face = servers.faceAlone();
        assertTrue(face.claims("GET", "/v1/files"));
        for (String path : new String[] {"/metrics", "/livez", "/readyz", "/health"}) {
            assertFalse(face.claims("GET", path), path);
        }
    }

    @Test
    void HEAD_is_GET_without_a_body() throws IOException {
        client.create(flow("a"));
        RawClient.Answer whole = client.get("/flows");
        RawClient.Answer head = client.send("HEAD", "/flows", new byte[0]);
        assertEquals(200, head.status());
        assertEquals(0, head.body().length);
        assertEquals(whole.header("content-length"), head.header("content-length"));
        assertEquals(whole.header("etag"), head.header("etag"));
    }

    @Test
    void every_answer_below_flows_may_be_read_by_the_page_that_asked() throws IOException {
        String origin = "Origin: http://web-ui.openintegrationhub.com";
        for (RawClient.Answer answer :
                new RawClient.Answer[] {
                    client.get("/flows", origin),
                    client.get("/flows/abc", origin),
                    client.get("/flows/x/y/z", origin),
                    client.as("").get("/flows", origin),
                    client.json("POST", "/flows", "{", origin),
                }) {
            assertEquals(
                    Optional.of("http://web-ui.openintegrationhub.com"),
                    answer.header("access-control-allow-origin"));
            assertEquals(Optional.of("true"), answer.header("access-control-allow-credentials"));
            assertEquals(Optional.of("Origin"), answer.header("vary"));
        }
    }

    @Test
    void a_foreign_page_is_refused_before_its_token_is_looked_at() throws IOException {
        servers.iam().forgetCalls();
        RawClient.Answer answer = client.get("/flows", "Origin: http://evil.example");
        assertEquals(500, answer.status());
        assertEquals("{\"errors\":[{\"message\":\"Not allowed by CORS\"}]}", text(answer));
        assertEquals(Optional.empty(), answer.header("access-control-allow-origin"));
        assertEquals(0, servers.iam().lookups());
    }

    @Test
    void a_step_s_logs_are_fetched_with_the_query_as_it_was_sent() throws IOException {
        String id = client.create(flow("a"));
        assertEquals(
                id + " [step 1] a=%20&b[]=+",
                text(client.get("/flows/" + id + "/steps/step%201/logs?a=%20&b[]=+")));
        assertEquals(
                error(404, "Flow not found"),
                text(client.as("u3").get("/flows/" + id + "/steps/s/logs")));
        assertEquals(error(400, "Invalid id"), text(client.get("/flows/abc/steps/s/logs")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..%2Fx", "%2e%2e", "a%2Fb", "a%5Cb", "%252e%252e", "a%252Fb", ".", "%0a"})
    void a_step_id_cannot_climb_out_of_its_path(String stepId) throws IOException {
        String id = client.create(flow("a"));
        RawClient.Answer answer = client.get("/flows/" + id + "/steps/" + stepId + "/logs");
        assertEquals(error(400, "Invalid step id"), text(answer));
        assertEquals(
                error(400, "Invalid step id"),
                text(client.get("/flows/5ca5c44c187c040010a9bb8b/steps/" + stepId + "/logs")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%252eb", "50%25%252F", "%25ff%252f"})
    void what_may_climb_for_a_lax_reader_is_said_of_flows_that_there_are(String stepId)
            throws IOException {
        String id = client.create(flow("a"));
        assertEquals(
                error(400, "Invalid step id"),
                text(client.get("/flows/" + id + "/steps/" + stepId + "/logs")));
        assertEquals(
                error(404, "Flow not found"),
                text(client.get("/flows/5ca5c44c187c040010a9bb8b/steps/" + stepId + "/logs")));
        assertEquals(
                error(400, "Invalid id"), text(client.get("/flows/abc/steps/" + stepId + "/logs")));
    }

    @Test
    void a_parameter_that_cannot_be_decoded_is_said_so() throws IOException {
        assertEquals(error(400, "Failed to decode param '%ff'"), text(client.get("/flows/%ff")));
    }

    @Test
    void the_second_word_of_the_header_is_the_token() throws IOException {
        FlowsClient nobody = client.as("");
        assertEquals(200, nobody.get("/flows", "Authorization: Basic u1 more").status());
        assertEquals(
                error(401, "Invalid authorization header"),
                text(nobody.get("/flows", "Authorization: Bearer\tu1")));
        assertEquals(
                error(401, "Missing authorization header."),
                text(nobody.get("/flows", "Authorization:   ")));
    }

    @Test
    void DELETE_alone_checks_the_permission_before_the_body() throws IOException {
        FlowsClient reader = client.as("ro");
        assertEquals(403, reader.json("DELETE", "/flows/123456789012", "{").status());
        assertEquals(400, reader.json("PATCH", "/flows/123456789012", "{").status());
        assertEquals(400, client.json("GET", "/flows", "{").status());
    }

    @Test
    void what_is_deleted_is_gone() throws IOException {
        String id = client.create(flow("a"));
        RawClient.Answer answer = client.send("DELETE", "/flows/" + id, new byte[0]);
        assertEquals("{\"msg\":\"Flow was successfully deleted\"}", text(answer));
        assertEquals(
                error(404, "Flow not found"),
                text(client.send("DELETE", "/flows/" + id, new byte[0])));
        assertEquals(0, parse(client.get("/flows")).path("data").size());
        assertEquals(
                "{\"errors\":\"Invalid id\"}",
                text(client.send("DELETE", "/flows/abc", new byte[0])));
    }
}
