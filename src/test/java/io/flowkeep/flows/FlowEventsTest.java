package io.flowkeep.flows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.json.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events as they were recorded of the replaced server, compared letter by letter. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowEventsTest {

    /** A recorded event: which case it is of, and its body. */
    record Recorded(String caseId, JsonNode body) {
        String name() {
            return body.path("headers").path("name").asString("");
        }

        @Override
        public String toString() {
            return caseId + " " + name();
        }
    }

    private static Stream<Recorded> recorded() throws Exception {
        List<Recorded> events = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        FlowEventsTest.class.getResourceAsStream(
                                                "/contract/open-integration-hub-cases.jsonl")),
                                UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode recorded = Json.parseStored(line);
                for (JsonNode event : recorded.path("events")) {
                    JsonNode service = event.path("body").path("headers").path("serviceName");
                    if (service.asString("").equals("flow-repository")) {
                        events.add(
                                new Recorded(recorded.path("id").asString(""), event.path("body")));
                    }
                }
            }
        }
        return events.stream();
    }

    private static FlowEvents at(JsonNode createdAt) {
        Instant time = Instant.ofEpochMilli((long) createdAt.doubleValue());
        return new FlowEvents(InstantSource.fixed(time), () -> "id");
    }

    private static Flow flow(JsonNode payload) {
        ObjectNode members = Json.object();
        members.setAll((ObjectNode) payload);
        members.remove("startedBy");
        Instant updated = Instant.parse(payload.path("updatedAt").asString(""));
        return new Flow(
                new FlowId(payload.path("id").asString("")),
                FlowDefinition.of(members),
                RunState.inactive(updated, ""),
                Instant.parse(payload.path("createdAt").asString("")),
                updated,
                updated);
    }

    @Test
    void there_are_events_of_each_kind() throws Exception {
        Set<String> names = recorded().map(Recorded::name).collect(Collectors.toSet());
        assertTrue(
                names.containsAll(
                        Set.of(
                                "flowrepo.flow.created",
                                "flowrepo.flow.modified",
                                "flow.starting",
                                "flow.stopping")),
                names.toString());
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void bodies_are_the_recorded_ones_to_the_letter(Recorded event) {
        JsonNode payload = event.body().path("payload");
        FlowEvents events = at(event.body().path("headers").path("createdAt"));
        Actor actor =
                new Actor(
                        payload.path("user").asString(""),
                        payload.path("tenant").asString(""),
                        false,
                        "");
        FlowEvent made =
                switch (event.name()) {
                    case "flow.starting" ->
                            events.starting(flow(payload), payload.path("startedBy").asString(""));
                    case "flow.stopping" -> events.stopping(flow(payload));
                    case "flowrepo.flow.created" -> events.created(idOf(payload), actor);
                    case "flowrepo.flow.modified" -> events.modified(idOf(payload), actor);
                    case "flowrepo.flow.deleted" -> events.deleted(idOf(payload), actor);
                    default -> throw new AssertionError(event.name());
                };
        assertEquals(Json.text(event.body()), made.body());
        assertEquals(event.name(), made.name());
        assertEquals(
                (long) event.body().path("headers").path("createdAt").doubleValue(),
                made.createdAt().toEpochMilli());
    }

    private static FlowId idOf(JsonNode payload) {
        return new FlowId(payload.path("flowId").asString(""));
    }

    @Test
    void a_deletion_is_told_like_a_change() {
        FlowEvents events =
                new FlowEvents(InstantSource.fixed(Instant.ofEpochMilli(1234)), () -> "e1");
        FlowEvent deleted = events.deleted(SampleFlows.id(1), new Actor("u1", "", false, "secret"));
        assertEquals(
                "{\"headers\":{\"name\":\"flowrepo.flow.deleted\",\"createdAt\":1234,"
                        + "\"serviceName\":\"flow-repository\"},\"payload\":{\"tenant\":\"\","
                        + "\"user\":\"u1\",\"flowId\":\"000000000000000000000001\"}}",
                deleted.body());
        assertEquals("e1", deleted.id());
    }

    @Test
    void the_token_is_in_no_event() {
        Lives lives = new Lives();
        FlowEvent created = lives.flowEvents.created(SampleFlows.id(1), Lives.OWNER);
        assertFalse(created.body().contains("secret"));
        assertNotEquals(
                created.id(), lives.flowEvents.created(SampleFlows.id(1), Lives.OWNER).id());
    }

    @Test
    void a_stop_is_told_as_such_in_whatever_state_the_flow_is() {
        for (FlowStatus status : List.of(FlowStatus.INACTIVE, FlowStatus.NULL, FlowStatus.ACTIVE)) {
            Flow flow = SampleFlows.in(status, SampleFlows.owned(1, "a", "u1"), SampleFlows.NOON);
            String body = new Lives().flowEvents.stopping(flow).body();
            assertTrue(body.contains("\"status\":\"stopping\""), body);
        }
    }

    @Test
    void unknown_members_and_nulls_go_out_as_they_are_stored() throws Exception {
        Flow flow = SampleFlows.flow(1, "{'name':null,'legacy':{'a':1},'owners':[],'cron':''}");
        JsonNode payload =
                Json.parseStored(new Lives().flowEvents.starting(flow, "u1").body())
                        .path("payload");
        assertEquals(
                "{\"name\":null,\"owners\":[],\"status\":\"starting\",\"cron\":\"\","
                        + "\"createdAt\":\"2026-05-01T12:00:01.123Z\","
                        + "\"updatedAt\":\"2026-05-01T12:00:01.123Z\",\"legacy\":{\"a\":1},"
                        + "\"id\":\"000000000000000000000001\",\"startedBy\":\"u1\"}",
                Json.text(payload));
    }
}
