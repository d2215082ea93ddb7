package io.flowkeep.flows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.Checked;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.json.Json;
import io.flowkeep.testing.Generator;
import io.flowkeep.testing.Property;
import io.flowkeep.testing.Texts;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowRulesPropertiesTest {
    private static final FlowRules RULES = new FlowRules();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEPTH = 4;
    private static final List<String> NAMES =
            List.of(
                    "name",
                    "description",
                    "graph",
                    "type",
                    "tenant",
                    "owners",
                    "status",
                    "cron",
                    "fromTemplate",
                    "flowSettings",
                    "nodes",
                    "edges",
                    "id",
                    "componentId",
                    "function",
                    "credentials_id",
                    "fields",
                    "config",
                    "condition",
                    "mapper",
                    "source",
                    "target",
                    "_id",
                    "__v",
                    "unknown",
                    "0",
                    "__proto__");

    @Test
    void anything_at_all_is_answered() {
        Property.check(
                300,
                values(DEPTH),
                values(DEPTH),
                (stored, sent) -> {
                    judge(RULES.checkNew(sent));
                    if (stored instanceof ObjectNode object) {
                        judge(RULES.checkChange(FlowDefinition.of(object), sent));
                    }
                });
    }

    @Test
    void any_text_is_answered_as_a_schedule() {
        Property.check(300, schedules(), cron -> RULES.checkNew(Json.object().put("cron", cron)));
    }

    @Test
    void a_valid_flow_checked_again_is_the_same() {
        Property.check(
                300,
                flows(),
                sent -> {
                    if (RULES.checkNew(sent) instanceof Checked.Valid(FlowDefinition definition)) {
                        Checked same = new Checked.Valid(definition);
                        assertEquals(same, RULES.checkNew(definition.json().deepCopy()));
                        assertEquals(same, RULES.checkChange(definition, Json.object()));
                    }
                });
    }

    @Test
    void changing_a_flow_into_itself_changes_nothing() {
        Property.check(
                300,
                flows(),
                flows(),
                (one, other) -> {
                    if (RULES.checkNew(one) instanceof Checked.Valid(FlowDefinition stored)
                            && RULES.checkChange(stored, other)
                                    instanceof Checked.Valid(FlowDefinition next)) {
                        assertEquals(new Checked.Valid(next), RULES.checkChange(next, other));
                    }
                });
    }

    @Test
    void references_are_ids_and_members_are_known() {
        Property.check(
                300,
                flows(),
                sent -> {
                    if (RULES.checkNew(sent) instanceof Checked.Valid(FlowDefinition definition)) {
                        assertReferences(definition);
                    }
                });
    }

    private static void assertReferences(FlowDefinition definition) {
        assertTrue(FlowDefinition.MEMBERS.containsAll(definition.json().propertyNames()));
        for (JsonNode node : definition.nodes()) {
            String component = node.path("componentId").asString("");
            assertTrue(node.isNull() || component.matches("[0-9a-f]{24}"), component);
        }
    }

    private static void judge(Checked checked) {
        if (checked instanceof Checked.Invalid(List<String> messages)) {
            assertFalse(messages.isEmpty());
        }
    }

    private static Generator<String> schedules() {
        Generator<String> field =
                Generator.of(
                        "*",
                        "5",
                        "*/7",
                        "1-3",
                        "3-1",
                        "?",
                        "L",
                        "mon",
                        "JAN-DEC",
                        "1,2",
                        "0/0",
                        "99999999999",
                        "#",
                        ",",
                        "-",
                        "/",
                        "*-1",
                        "\t");
        return Generator.oneOf(
                Texts.any(30), field.list(4, 8).map(fields -> String.join(" ", fields)));
    }

    private static Generator<JsonNode> values(int depth) {
        return depth == 0
                ? scalars()
                : Generator.oneOf(scalars(), objects(depth - 1), arrays(depth - 1));
    }

    /** Flows that are mostly right, so that many of them are valid. */
    private static Generator<JsonNode> flows() {
        Generator<Integer> sizes = Generator.integers(1, 3);
        Generator<JsonNode> values = values(DEPTH);
        return chance -> flow(graph(sizes.next(chance)), values.next(chance));
    }

    private static ObjectNode flow(ObjectNode graph, JsonNode any) {
        ObjectNode flow = Json.object();
        flow.set("flowSettings", any);
        if (any instanceof ObjectNode object) {
            flow.setAll(object.deepCopy());
        }
        ((ObjectNode) graph.path("nodes").path(0)).set("fields", any);
        flow.set("graph", graph);
        flow.remove(List.of("owners", "cron", "status"));
        return flow;
    }

    private static ObjectNode graph(int nodes) {
        ObjectNode graph = Json.object();
        ArrayNode all = graph.putArray("nodes");
        ArrayNode edges = graph.putArray("edges");
        for (int i = 0; i < nodes; i++) {
            all.addObject().put("id", i).put("componentId", "COMPONENT ID").put("function", "f");
            edges.addObject().put("source", 0).put("target", i);
        }
        return graph;
    }

    private static Generator<JsonNode> scalars() {
        return Generator.oneOf(
                Texts.any(40).map(NODES::stringNode),
                Generator.of("inactive", "5ca5c44c187c040010a9bb8b", "* * * * *", "a", "")
                        .map(NODES::stringNode),
                Generator.doubles().map(NODES::numberNode),
                Generator.booleans().map(NODES::booleanNode),
                Generator.of(NODES.nullNode()));
    }

    private static Generator<JsonNode> arrays(int depth) {
        return values(depth)
                .list(3)
                .map(elements -> {
                    ArrayNode array = Json.array();
                    elements.forEach(array::add);
                    return array;
                });
    }

    private static Generator<JsonNode> objects(int depth) {
        return Generator.maps(Generator.of(NAMES), values(depth), 6)
                .map(members -> {
                    ObjectNode object = Json.object();
                    members.forEach(object::set);
                    return object;
                });
    }
}
