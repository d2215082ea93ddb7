package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import io.flowkeep.events.rabbitmq.RabbitBroker;
import io.flowkeep.json.Json;
import io.flowkeep.neighbours.FakeIam;
import io.flowkeep.server.EventListener.Heard;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.TestServer;
import io.flowkeep.testing.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What goes out over a real RabbitMQ, and what becomes of what comes in. */
@ParameterizedClass
@ValueSource(strings = {"sqlite", "mongodb"})
@Tag("neighbours")
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowsOverRabbitTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String USER = "5e0000000000000000000011";
    private static final String TENANT = "5f0000000000000000000a01";

    private final String exchange = "flowkeep-test-" + UUID.randomUUID();
    @Parameter private String storage = "";
    @TempDir private Path home;
    private FakeIam iam;
    private FlowStorage under;
    private EventListener bus;
    private TestServer server;
    private Wire wire;
    private FlowClient user;

    @BeforeEach
    void start() throws Exception {
        String url = RabbitBroker.address();
        bus = EventListener.on(url, exchange);
        iam = FakeIam.start();
        under = FlowStorage.start(storage);
        String events =
                "{type: rabbitmq, url: \"%s\", exchange: %s, queue: %s.own}"
                        .formatted(url, exchange, exchange);
        server = TestServer.start(home, under.yaml(iam, events));
        wire = new Wire(server.port());
        user = new FlowClient(wire, "u1");
        awaitConnected();
    }

    @AfterEach
    void stop() throws Exception {
        wire.close();
        server.close();
        under.close();
        iam.close();
        bus.remove(exchange + ".own", exchange + ".own.dead-letter");
        bus.close();
    }

    /** What is published before the server's queue is bound is not for it. */
    private void awaitConnected() throws Exception {
        Await.within(
                SOON,
                () ->
                        wire.get("", "/healthcheck")
                                .json()
                                .path("details")
                                .path("queue")
                                .path("status")
                                .asString("")
                                .equals("pass"));
    }

    private Heard only(String flow, String name) throws Exception {
        return nth(flow, name, 1);
    }

    private Heard nth(String flow, String name, int count) throws Exception {
        List<Heard> found = new ArrayList<>();
        Await.within(
                SOON,
                () -> {
                    found.clear();
                    bus.heardOf(flow).stream()
                            .filter(each -> each.routingKey().equals(name))
                            .forEach(found::add);
                    return found.size() >= count;
                });
        assertEquals(count, found.size(), name);
        return found.getLast();
    }

    private void awaitStatus(String flow, String status) throws Exception {
        Await.within(SOON, () -> user.status(flow).equals(status));
    }

    private static ObjectNode id(String flow) {
        return Json.object().put("id", flow);
    }

    private static void assertOfCaller(Heard heard, String name, String flow) {
        long createdAt = heard.json().path("headers").path("createdAt").asLong(0);
        ObjectNode headers =
                Json.object()
                        .put("name", name)
                        .put("createdAt", (double) createdAt)
                        .put("serviceName", "flow-repository");
        ObjectNode payload =
                Json.object().put("tenant", TENANT).put("user", USER).put("flowId", flow);
        ObjectNode body = Json.object();
        body.set("headers", headers);
        body.set("payload", payload);
        assertEquals(Json.text(body), heard.text());
    }

    @Test
    void a_message_has_the_properties_of_before_and_an_id() throws Exception {
        String flow = user.create(FlowBodies.small("a"));
        AMQP.BasicProperties properties = only(flow, "flowrepo.flow.created").properties();
        assertEquals(2, properties.getDeliveryMode());
        assertEquals(Map.of(), properties.getHeaders());
        assertNull(properties.getContentType());
        assertNull(properties.getCorrelationId());
        assertNull(properties.getTimestamp());
        assertFalse(properties.getMessageId().isEmpty());
    }

    @Test
    void making_changing_and_deleting_are_told_in_order() throws Exception {
        String flow = user.create(FlowBodies.small("a"));
        assertEquals(200, user.rename(flow, "b").status());
        assertEquals(200, user.delete(flow).status());
        assertOfCaller(only(flow, "flowrepo.flow.deleted"), "flowrepo.flow.deleted", flow);
        assertOfCaller(only(flow, "flowrepo.flow.modified"), "flowrepo.flow.modified", flow);
        assertOfCaller(only(flow, "flowrepo.flow.created"), "flowrepo.flow.created", flow);
        assertEquals(
                List.of("flowrepo.flow.created", "flowrepo.flow.modified", "flowrepo.flow.deleted"),
                bus.heardOf(flow).stream().map(Heard::routingKey).toList());
    }

    @Test
    void a_start_tells_the_whole_flow_and_who_started_it() throws Exception {
        String flow = user.create(FlowBodies.twoSteps("a"));
        assertEquals(
                "{\"data\":{\"id\":\"%s\",\"status\":\"starting\"},\"meta\":{}}".formatted(flow),
                user.start(flow).text());
        ObjectNode shown = (ObjectNode) user.flow(flow);
        shown.put("startedBy", USER);
        Heard starting = only(flow, "flow.starting");
        assertEquals(Json.text(shown), Json.text(starting.json().path("payload")));
        assertEquals("starting", user.status(flow));
    }

    @Test
    void a_flow_goes_through_its_life_as_the_orchestrator_says() throws Exception {
        String flow = user.create(FlowBodies.twoSteps("a"));
        assertEquals(200, user.start(flow).status());
        bus.publish("flow.started", id(flow));
        awaitStatus(flow, "active");
        assertEquals(409, user.rename(flow, "b").status());
        assertEquals(200, user.stop(flow).status());
        Heard stopping = only(flow, "flow.stopping");
        JsonNode payload = stopping.json().path("payload");
        assertEquals(Json.text(user.flow(flow)), Json.text(payload));
        assertFalse(payload.has("startedBy"));
        bus.publish("flow.stopped", id(flow));
        awaitStatus(flow, "inactive");
        assertEquals(200, user.delete(flow).status());
    }

    @Test
    void a_failed_flow_is_stopped() throws Exception {
        String flow = user.create(FlowBodies.twoSteps("a"));
        assertEquals(200, user.start(flow).status());
        bus.publish("flow.failed", id(flow));
        awaitStatus(flow, "stopping");
        assertEquals(
                "stopping",
                only(flow, "flow.stopping").json().path("payload").path("status").asString(""));
    }

    @Test
    void a_flow_that_starts_against_its_owners_wish_is_told_to_stop_again() throws Exception {
        String flow = user.create(FlowBodies.twoSteps("a"));
        bus.publish("flow.started", id(flow));
        only(flow, "flow.stopping");
        assertEquals("inactive", user.status(flow));
    }

    @Test
    void what_makes_no_sense_is_put_aside_and_harms_nobody() throws Exception {
        String flow = user.create(FlowBodies.twoSteps("a"));
        assertEquals(200, user.start(flow).status());
        List<String> nonsense =
                List.of(
                        "{",
                        "null",
                        "{}",
                        "{\"headers\":null,\"payload\":{}}",
                        "{\"headers\":{\"name\":\"flow.failed\"},\"payload\":{}}",
                        "{\"headers\":{\"name\":\"flow.failed\"},\"payload\":null}",
                        "{\"headers\":{\"name\":\"flow.failed\"},\"payload\":{\"id\":\"x\"}}",
                        "{\"headers\":{\"name\":\"flow.started\"},\"payload\":{\"id\":{\"$ne\":1}}}");
        for (String text : nonsense) {
            bus.publishText("flow.failed", text);
        }
        bus.publish("flow.started", id("000000000000000000000000"));
        bus.publish("flow.started", id(flow));
        awaitStatus(flow, "active");
        List<String> aside = new ArrayList<>();
        Await.within(
                SOON,
                () -> {
                    aside.addAll(bus.drain(exchange + ".own.dead-letter"));
                    return aside.size() >= nonsense.size();
                });
        assertEquals(nonsense.stream().sorted().toList(), aside.stream().sorted().toList());
    }

    @Test
    void when_a_user_is_deleted_flows_without_owners_are_stopped_once() throws Exception {
        FlowClient alone = new FlowClient(wire, "u4");
        String orphan = alone.create(FlowBodies.twoSteps("orphan"));
        String shared = user.create(FlowBodies.twoSteps("shared"));
        for (FlowClient owner : List.of(alone, user)) {
            String flow = owner == alone ? orphan : shared;
            assertEquals(200, owner.start(flow).status());
            bus.publish("flow.started", id(flow));
            Await.within(SOON, () -> owner.status(flow).equals("active"));
        }
        bus.publish("iam.user.deleted", id("5e0000000000000000000014"));
        bus.publish("iam.user.deleted", id(USER));
        only(orphan, "flow.stopping");
        FlowClient admin = new FlowClient(wire, "admin");
        Await.within(SOON, () -> admin.status(orphan).equals("stopping"));
        Await.within(
                SOON,
                () ->
                        Json.text(admin.flow(shared).path("owners"))
                                .equals("[{\"id\":\"" + TENANT + "\",\"type\":\"tenant\"}]"));
        assertEquals("active", admin.status(shared));
        assertEquals(404, alone.find(orphan).status());
        bus.publish("iam.user.deleted", id("5e0000000000000000000014"));
        bus.publish("flow.stopped", id(orphan));
        Await.within(SOON, () -> admin.status(orphan).equals("inactive"));
        only(orphan, "flow.stopping");
    }

    @Test
    void ids_of_messages_differ_and_events_of_bulk_are_in_order() throws Exception {
        JsonNode made =
                wire.post(
                                "u1",
                                "/flows",
                                "[" + FlowBodies.small("a") + "," + FlowBodies.small("b") + "]")
                        .json()
                        .path("data");
        String first = made.path(0).path("id").asString("");
        String second = made.path(1).path("id").asString("");
        assertNotEquals(
                only(first, "flowrepo.flow.created").properties().getMessageId(),
                only(second, "flowrepo.flow.created").properties().getMessageId());
        List<String> order = bus.heard().stream().map(Heard::flowId).toList();
        assertTrue(order.indexOf(first) < order.indexOf(second), order.toString());
    }
}
