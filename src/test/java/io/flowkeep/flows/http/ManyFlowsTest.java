package io.flowkeep.flows.http;

import static io.flowkeep.flows.http.FlowsClient.error;
import static io.flowkeep.flows.http.FlowsClient.flow;
import static io.flowkeep.flows.http.FlowsClient.parse;
import static io.flowkeep.flows.http.FlowsClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.contract.FlowServers.Setup;
import io.flowkeep.http.RawClient;
import io.flowkeep.json.Json;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many flows in one request: each element has its own result. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ManyFlowsTest {
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

    private static String change(String id, String name) {
        return "{\"id\":\"" + id + "\",\"name\":\"" + name + "\"}";
    }

    @Test
    void every_change_of_many_has_its_own_result() throws IOException {
        String first = client.create(flow("a"));
        String running = client.create(flow("b"));
        String last = client.create(flow("c"));
        client.json("POST", "/flows/" + running + "/start", "");
        String foreign = client.as("u3").create(flow("d"));
        servers.takeEvents(0);
        RawClient.Answer answer =
                client.json(
                        "PATCH",
                        "/flows/bulk",
                        "["
                                + String.join(
                                        ",",
                                        change(first, "a2"),
                                        change(foreign, "x"),
                                        change("abc", "x"),
                                        "null",
                                        "\"x\"",
                                        "{\"name\":\"x\"}",
                                        change(running, "x"),
                                        "{\"id\":\"" + first + "\",\"graph\":null}",
                                        "{\"id\":\"" + first + "\",\"status\":\"active\"}",
                                        change(last, "c2"))
                                + "]");
        assertEquals(200, answer.status());
        JsonNode data = parse(answer).path("data");
        assertEquals(10, data.size());
        assertEquals("a2", data.get(0).path("name").asString(""));
        assertEquals(
                "{\"errors\":[{\"message\":\"Flow not found\",\"flowId\":\""
                        + foreign
                        + "\",\"code\":404}]}",
                Json.text(data.get(1)));
        assertEquals(
                "{\"errors\":[{\"message\":\"Invalid id\",\"flowId\":\"abc\",\"code\":400}]}",
                Json.text(data.get(2)));
        assertEquals(error(400, "A flow must be an object"), Json.text(data.get(3)));
        assertEquals(error(400, "A flow must be an object"), Json.text(data.get(4)));
        assertEquals(error(400, "Missing id"), Json.text(data.get(5)));
        assertEquals(
                error(409, "Flow " + running + " is not inactive. Current status: starting"),
                Json.text(data.get(6)));
        assertEquals(error(400, "Flows require a graph."), Json.text(data.get(7)));
        assertEquals(400, data.get(8).path("errors").get(0).path("code").intValue());
        assertEquals("c2", data.get(9).path("name").asString(""));
        assertEquals(2, servers.takeEvents(0).size());
    }

    @Test
    void a_single_object_is_a_list_of_one() throws IOException {
        String id = client.create(flow("a"));
        JsonNode data = parse(client.json("PATCH", "/flows/bulk", change(id, "b"))).path("data");
        assertEquals("b", data.get(0).path("name").asString(""));
        assertEquals(
                "{\"data\":[" + error(400, "Missing id") + "],\"meta\":{}}",
                text(client.send("PATCH", "/flows/bulk", new byte[0])));
    }

    @Test
    void bulk_changes_need_the_bulk_permission_alone() throws IOException {
        assertEquals(200, client.as("bulkonly").json("PATCH", "/flows/bulk", "[]").status());
        assertEquals(403, client.as("u2").json("PATCH", "/flows/bulk", "[]").status());
    }

    @Test
    void a_thousand_pass_and_one_more_does_not() throws IOException {
        String thousand = "[" + String.join(",", Collections.nCopies(1000, "null")) + "]";
        String more = "[" + String.join(",", Collections.nCopies(1001, "null")) + "]";
        String message = error(400, "At most 1000 flows in one request");
        assertEquals(201, client.json("POST", "/flows", thousand).status());
        assertEquals(message, text(client.json("POST", "/flows", more)));
        assertEquals(200, client.json("PATCH", "/flows/bulk", thousand).status());
        assertEquals(message, text(client.json("PATCH", "/flows/bulk", more)));
        assertEquals(200, client.json("POST", "/flows/multiple/stop", thousand).status());
        assertEquals(message, text(client.json("POST", "/flows/multiple/stop", more)));
    }

    @Test
    void a_body_cannot_lead_a_change_to_another_flow() throws IOException {
        String mine = client.create(flow("a"));
        String other = client.create(flow("b"));
        assertEquals(
                error(400, "The id in the body is not the id in the path"),
                text(client.json("PATCH", "/flows/" + mine, change(other, "x"))));
        String upper = mine.toUpperCase(Locale.ROOT);
        assertEquals(200, client.json("PATCH", "/flows/" + mine, change(upper, "x")).status());
    }
}
