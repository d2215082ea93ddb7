package io.flowkeep.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.FlowRules.Checked;
import io.flowkeep.json.Json;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class FlowRulesProperties {
    private static final FlowRules RULES = new FlowRules();
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

    @Property(tries = 300)
    void anything_at_all_is_answered(
            @ForAll("values") JsonNode stored, @ForAll("values") JsonNode sent) {
        judge(RULES.checkNew(sent));
        if (stored instanceof ObjectNode object) {
            judge(RULES.checkChange(FlowDefinition.of(object), sent));
        }
    }

    @Property(tries = 300)
    void any_text_is_answered_as_a_schedule(@ForAll("schedules") String cron) {
        RULES.checkNew(Json.object().put("cron", cron));
    }

    @Property(tries = 300)
    void a_valid_flow_checked_again_is_the_same(@ForAll("flows") JsonNode sent) {
        if (RULES.checkNew(sent) instanceof Checked.Valid(FlowDefinition definition)) {
            assertEquals(
                    new Checked.Valid(definition), RULES.checkNew(definition.json().deepCopy()));
            assertEquals(
                    new Checked.Valid(definition), RULES.checkChange(definition, Json.object()));
        }
    }

    @Property(tries = 300)
    void changing_a_flow_into_itself_changes_nothing(
            @ForAll("flows") JsonNode one, @ForAll("flows") JsonNode other) {
        if (RULES.checkNew(one) instanceof Checked.Valid(FlowDefinition stored)
                && RULES.checkChange(stored, other) instanceof Checked.Valid(FlowDefinition next)) {
            assertEquals(new Checked.Valid(next), RULES.checkChange(next, other));
        }
    }

    @Property(tries = 300)
    void references_are_ids_and_members_are_known(@ForAll("flows") JsonNode sent) {
        if (RULES.checkNew(sent) instanceof Checked.Valid(FlowDefinition definition)) {
            assertTrue(FlowDefinition.MEMBERS.containsAll(definition.json().propertyNames()));
            for (JsonNode node : definition.nodes()) {
                String component = node.path("componentId").asString("");
                assertTrue(node.isNull() || component.matches("[0-9a-f]{24}"), component);
            }
        }
    }

    private static void judge(Checked checked) {
        if (checked instanceof Checked.Invalid(List<String> messages)) {
            assertFalse(messages.isEmpty());
        }
    }

    @Provide
    Arbitrary<String> schedules() {
        Arbitrary<String> field =
                Arbitraries.of(
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
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(30),
                field.list().ofMinSize(4).ofMaxSize(8).map(fields -> String.join(" ", fields)));
    }

    @Provide
    Arbitrary<JsonNode> values() {
        return values(DEPTH);
    }

    private static Arbitrary<JsonNode> values(int depth) {
        return depth == 0
                ? scalars()
                : Arbitraries.oneOf(scalars(), objects(depth - 1), arrays(depth - 1));
    }

    /** Flows that are mostly right, so that many of them are valid. */
    @Provide
    Arbitrary<JsonNode> flows() {
        Arbitrary<JsonNode> nodes =
                Arbitraries.integers().between(1, 3).map(FlowRulesProperties::graph);
        return nodes.flatMap(graph ->
                values().map(any -> {
                    ObjectNode flow = Json.object();
                    flow.set("flowSettings", any);
                    if (any instanceof ObjectNode object) {
                        flow.setAll(object.deepCopy());
                    }
                    ObjectNode own = ((ObjectNode) graph).deepCopy();
                    ((ObjectNode) own.path("nodes").path(0)).set("fields", any);
                    flow.set("graph", own);
                    flow.remove(List.of("owners", "cron", "status"));
                    return flow;
                }));
    }

    private static JsonNode graph(int nodes) {
        ObjectNode graph = Json.object();
        ArrayNode all = graph.putArray("nodes");
        ArrayNode edges = graph.putArray("edges");
        for (int i = 0; i < nodes; i++) {
            all.addObject().put("id", i).put("componentId", "COMPONENT ID").put("function", "f");
            edges.addObject().put("source", 0).put("target", i);
        }
        return graph;
    }

    private static Arbitrary<JsonNode> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(40).map(text -> Json.array().add(text).path(0)),
                Arbitraries.of("inactive", "5ca5c44c187c040010a9bb8b", "* * * * *", "a", "")
                        .map(text -> Json.array().add(text).path(0)),
                Arbitraries.doubles().map(number -> Json.array().add(number).path(0)),
                Arbitraries.of(true, false).map(value -> Json.array().add(value).path(0)),
                Arbitraries.just(Json.array().addNull().path(0)));
    }

    private static Arbitrary<JsonNode> arrays(int depth) {
        return values(depth)
                .list()
                .ofMaxSize(3)
                .map(elements -> {
                    ArrayNode array = Json.array();
                    elements.forEach(array::add);
                    return array;
                });
    }

    private static Arbitrary<JsonNode> objects(int depth) {
        return Arbitraries.maps(Arbitraries.of(NAMES), values(depth))
                .ofMaxSize(6)
                .map(members -> {
                    ObjectNode object = Json.object();
                    members.forEach(object::set);
                    return object;
                });
    }
}
