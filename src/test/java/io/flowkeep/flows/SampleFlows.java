package io.flowkeep.flows;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Flows to fill stores with. */
public final class SampleFlows {
    /** A moment to count from. */
    public static final Instant NOON = Instant.parse("2026-05-01T12:00:00.123Z");

    /** Sees everything. */
    public static final Visibility ALL = new Visibility.All();

    private SampleFlows() {}

    /** The id with this number. */
    public static FlowId id(int number) {
        return new FlowId("%024x".formatted(number));
    }

    /** Members of an object; single quotes stand for double ones. */
    public static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.parseStored(text.replace('\'', '"'));
        } catch (JsonSyntaxException e) {
            throw new AssertionError(text, e);
        }
    }

    /** A definition; single quotes stand for double ones. */
    public static FlowDefinition definition(String text) {
        return FlowDefinition.of(json(text));
    }

    /** An inactive flow, made at noon plus its number of seconds. */
    public static Flow flow(int number, FlowDefinition definition) {
        Instant made = NOON.plusSeconds(number);
        return new Flow(
                id(number), definition, RunState.inactive(made, "created"), made, made, made);
    }

    /** The same; single quotes stand for double ones. */
    public static Flow flow(int number, String definition) {
        return flow(number, definition(definition));
    }

    /** An inactive flow that has a name and belongs to some users. */
    public static Flow owned(int number, String name, String... owners) {
        ObjectNode members = Json.object();
        members.put("name", name);
        for (String owner : owners) {
            members.withArray("owners").addObject().put("id", owner).put("type", "user");
        }
        return flow(number, FlowDefinition.of(members));
    }

    /** The same flow in another status, announced once at that time. */
    public static Flow in(FlowStatus status, Flow flow, Instant announced) {
        RunState run =
                new RunState(status, announced, "test", "u1", false, Unanswered.NONE, announced, 1);
        return flow.running(run, announced);
    }

    /** The same flow as another program left it, which announced it at that time. */
    public static Flow leftIn(FlowStatus status, Flow flow, Instant announced) {
        RunState run =
                new RunState(status, announced, "", "", false, Unanswered.NONE, announced, 0);
        return flow.running(run, announced);
    }

    /** Sees what one of these owns. */
    public static Visibility ownedBy(String... ids) {
        return new Visibility.OwnedBy(Set.of(ids));
    }

    /** An event with this id, made at noon. */
    public static FlowEvent event(String id) {
        return new FlowEvent(id, "flow.starting", NOON, "{\"id\":\"" + id + "\"}");
    }

    /** Events with these ids. */
    public static List<FlowEvent> events(String... ids) {
        return Arrays.stream(ids).map(SampleFlows::event).toList();
    }
}
