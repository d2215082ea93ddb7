package io.flowkeep.flows.http;

import static io.flowkeep.flows.http.FlowsClient.error;
import static io.flowkeep.flows.http.FlowsClient.flow;
import static io.flowkeep.flows.http.FlowsClient.parse;
import static io.flowkeep.flows.http.FlowsClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.contract.FlowServers.Setup;
import io.flowkeep.http.RawClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Starting and stopping flows, one and many, and what is told of their state. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RunningFlowsTest {
    private final FlowsOnTheWire servers = new FlowsOnTheWire();
    private FlowsClient client;
    private String id = "";

    @BeforeEach
    void start() throws IOException {
        client = new FlowsClient(servers.start(Setup.USUAL));
        id = client.create(flow("a"));
        servers.takeEvents(0);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private RawClient.Answer post(String target, String json) throws IOException {
        return client.json("POST", target, json);
    }

    private static String state(String id, String status) {
        return "{\"data\":{\"id\":\"" + id + "\",\"status\":\"" + status + "\"},\"meta\":{}}";
    }

    private JsonNode status() throws IOException {
        return parse(client.get("/flows/" + id + "/status")).path("data");
    }

    @Test
    void the_state_is_told_with_its_time_and_its_reason() throws IOException {
        assertEquals("inactive", status().path("status").asString(""));
        assertEquals("", status().path("startedBy").asString(""));
        post("/flows/" + id + "/start", "{}");
        JsonNode starting = status();
        assertEquals(id, starting.path("id").asString(""));
        assertEquals("starting", starting.path("status").asString(""));
        assertTrue(starting.path("since").asString("").matches("[-0-9]{10}T[0-9:.]{12}Z"));
        assertTrue(!starting.path("reason").asString("").isEmpty());
        assertEquals(false, starting.path("ran").booleanValue());
        assertEquals("5e0000000000000000000011", starting.path("startedBy").asString(""));
        assertEquals(1, starting.path("announcements").intValue());
    }

    @Test
    void the_state_is_for_those_who_may_read() throws IOException {
        String target = "/flows/" + id + "/status";
        assertEquals(403, client.as("ctl").get(target).status());
        assertEquals(error(404, "No flow found"), text(client.as("u3").get(target)));
        assertEquals(error(400, "Invalid id"), text(client.get("/flows/abc/status")));
    }

    @Test
    void a_forced_stop_ends_any_state_at_once_and_is_announced() throws IOException {
        post("/flows/" + id + "/start", "{}");
        servers.takeEvents(0);
        assertEquals(state(id, "inactive"), text(post("/flows/" + id + "/stop?force=true", "")));
        List<String> events = servers.takeEvents(0);
        assertEquals(1, events.size());
        assertTrue(events.getFirst().contains("\"name\":\"flow.stopping\""));
        assertEquals(200, client.json("PATCH", "/flows/" + id, "{\"name\":\"b\"}").status());
    }

    @Test
    void only_true_forces() throws IOException {
        for (String query :
                new String[] {"", "?force", "?force=1", "?force[]=true", "?force=false"}) {
            assertEquals(state(id, "stopping"), text(post("/flows/" + id + "/stop" + query, "")));
        }
        assertEquals(
                403,
                client.as("ro").json("POST", "/flows/" + id + "/stop?force=true", "").status());
    }

    @Test
    void a_running_flow_is_neither_changed_nor_deleted() throws IOException {
        post("/flows/" + id + "/start", "{}");
        String message = "Flow is not inactive. Current status: starting";
        assertEquals(
                error(409, message),
                text(client.json("PATCH", "/flows/" + id, "{\"name\":\"b\"}")));
        assertEquals(error(409, message), text(client.send("DELETE", "/flows/" + id, new byte[0])));
    }

    @Test
    void of_many_none_hides_another() throws IOException {
        String other = client.create(flow("b"));
        String unknown = "5ca5c44c187c040010a9bb8b";
        String list =
                ("[\"%s\",\"abc\",\"%s\",5,null,{\"a\":1},[],\"\",\"COMPONENT ID\","
                                + "\"5CA5C44C187C040010A9BB8B\",\"%s\",\"%s\"]")
                        .formatted(id, unknown, other, id);
        servers.takeEvents(0);
        RawClient.Answer answer = post("/flows/multiple/start", list);
        assertEquals(200, answer.status());
        assertEquals(
                "["
                        + String.join(
                                ",",
                                state(id, "starting"),
                                invalid("\"abc\""),
                                notFound(unknown),
                                invalid("5"),
                                invalid("null"),
                                invalid("{\"a\":1}"),
                                invalid("[]"),
                                invalid("\"\""),
                                notFound("COMPONENT ID"),
                                notFound("5CA5C44C187C040010A9BB8B"),
                                state(other, "starting"),
                                state(id, "starting"))
                        + "]",
                text(answer));
        assertEquals(3, servers.takeEvents(0).size());
        assertEquals(
                "[" + state(other, "stopping") + "," + notFound("COMPONENT ID") + "]",
                text(post("/flows/multiple/stop", "[\"" + other + "\",\"COMPONENT ID\"]")));
    }

    private static String invalid(String id) {
        return "{\"errors\":[{\"message\":\"Invalid id\",\"flowId\":" + id + ",\"code\":400}]}";
    }

    private static String notFound(String id) {
        return "{\"errors\":[{\"message\":\"No flow with this ID found\",\"flowId\":\""
                + id
                + "\",\"code\":404}]}";
    }

    @Test
    void what_is_no_list_is_said_so() throws IOException {
        String message = "No flow ids given. Expecting an array of flow ids";
        assertEquals(error(500, message), text(post("/flows/multiple/stop", "{}")));
        assertEquals(500, post("/flows/multiple/start", "").status());
    }

    @Test
    void a_foreign_flow_is_like_one_that_is_not_there() throws IOException {
        assertEquals(
                error(404, "No flow with this ID found"),
                text(client.as("u3").json("POST", "/flows/" + id + "/start", "")));
    }
}
