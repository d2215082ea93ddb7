package io.flowkeep.flows.http;

import static io.flowkeep.flows.http.FlowsClient.error;
import static io.flowkeep.flows.http.FlowsClient.flow;
import static io.flowkeep.flows.http.FlowsClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.contract.FlowServers.Setup;
import io.flowkeep.http.RawClient;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entity tags: what they stand for, and the changes and answers that they guard and spare. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ConditionalFlowsTest {
    private final FlowsOnTheWire servers = new FlowsOnTheWire();
    private FlowsClient client;
    private String path = "";

    @BeforeEach
    void start() throws IOException {
        client = new FlowsClient(servers.start(Setup.USUAL));
        path = "/flows/" + client.create(flow("a"));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private String tag() throws IOException {
        return client.get(path).header("etag").orElseThrow();
    }

    private RawClient.Answer patch(String name, String... headers) throws IOException {
        return client.json("PATCH", path, "{\"name\":\"" + name + "\"}", headers);
    }

    /** Takes a flow round its life, back to inactive. */
    private void run() throws IOException {
        client.json("POST", path + "/start", "{}");
        client.json("POST", path + "/stop?force=true", "{}");
    }

    @Test
    void a_flow_has_a_strong_tag_wherever_it_is_shown() throws IOException {
        assertTrue(tag().matches("\"[A-Za-z0-9_-]{22}\\.[0-9a-z]+\""), tag());
        RawClient.Answer made = client.json("POST", "/flows", flow("b"));
        path = "/flows/" + FlowsClient.parse(made).path("data").path("id").asString("");
        assertEquals(Optional.of(tag()), made.header("etag"));
        assertEquals(patch("c").header("etag"), Optional.of(tag()));
    }

    @Test
    void running_does_not_change_the_tag_and_a_change_does() throws IOException {
        String tag = tag();
        run();
        assertEquals(tag, tag());
        patch("b");
        assertNotEquals(tag, tag());
    }

    @Test
    void what_the_client_has_is_not_sent_again() throws IOException {
        String tag = tag();
        RawClient.Answer answer = client.get(path, "If-None-Match: " + tag);
        assertEquals(304, answer.status());
        assertEquals(Optional.of(tag), answer.header("etag"));
        assertEquals(Optional.of("Origin"), answer.header("vary"));
        assertEquals(304, client.get(path, "If-None-Match: \"x\", W/" + tag).status());
        assertEquals(304, client.get(path, "If-None-Match: *").status());
        assertEquals(200, client.get(path, "If-None-Match: \"x\"").status());
        assertEquals(
                200, client.get(path, "If-None-Match: " + tag, "Cache-Control: no-cache").status());
    }

    @Test
    void nobody_is_told_that_a_changed_status_is_the_same() throws IOException {
        String tag = tag();
        client.json("POST", path + "/start", "{}");
        assertEquals(200, client.get(path, "If-None-Match: " + tag).status());
        String whileRunning = tag();
        client.json("POST", path + "/stop?force=true", "{}");
        assertEquals(200, client.get(path, "If-None-Match: " + whileRunning).status());
        patch("a");
        assertEquals(200, client.get(path, "If-None-Match: " + whileRunning).status());
        assertEquals(304, client.get(path, "If-None-Match: " + tag()).status());
    }

    @Test
    void a_change_is_made_only_to_the_definition_that_was_seen() throws IOException {
        String tag = tag();
        run();
        assertEquals(200, patch("b", "If-Match: " + tag).status());
        RawClient.Answer answer = patch("c", "If-Match: " + tag);
        assertEquals(412, answer.status());
        assertEquals(error(412, "The flow is not as If-Match expects it"), text(answer));
        assertTrue(text(client.get(path)).contains("\"name\":\"b\""));
        assertEquals(412, client.send("DELETE", path, new byte[0], "If-Match: " + tag).status());
        assertEquals(
                200,
                client.send("DELETE", path, new byte[0], "If-Match: \"x\", " + tag()).status());
    }

    @Test
    void any_definition_will_do_for_a_star_and_none_for_a_weak_tag() throws IOException {
        assertEquals(200, patch("b", "If-Match: *").status());
        assertEquals(412, patch("c", "If-Match: W/" + tag()).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\"x", "\"x\" \"y\"", "*, \"x\"", ","})
    void a_malformed_tag_is_refused_rather_than_passed_over(String tag) throws IOException {
        assertEquals(
                error(400, "If-Match must be * or a list of entity tags"),
                text(patch("b", "If-Match: " + tag)));
    }

    @Test
    void listings_and_health_have_tags_of_their_bytes() throws IOException {
        for (String target : new String[] {"/flows", "/healthcheck", path + "/status"}) {
            String tag = client.get(target).header("etag").orElseThrow();
            assertTrue(tag.matches("W/\"[0-9a-f]+-[A-Za-z0-9+/]{27}\""), tag);
            assertEquals(304, client.get(target, "If-None-Match: " + tag).status(), target);
            assertEquals(
                    200,
                    client.get(target, "If-None-Match: " + tag, "Cache-Control: no-cache")
                            .status());
        }
    }

    @Test
    void a_listing_that_changed_is_sent() throws IOException {
        String tag = client.get("/flows").header("etag").orElseThrow();
        client.json("POST", path + "/start", "{}");
        assertEquals(200, client.get("/flows", "If-None-Match: " + tag).status());
    }
}
