package io.flowkeep.flows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.Checked;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.StorableShape;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowRulesTest {
    private static final FlowRules RULES = new FlowRules();
    private static final String ID = "5ca5c44c187c040010a9bb8b";
    private static final String NODE = "{'id':'a','componentId':'" + ID + "','function':'f'}";
    private static final String GRAPH = "'graph':{'nodes':[" + NODE + "]}";

    @ParameterizedTest
    @ValueSource(strings = {"null", "'text'", "5", "true"})
    void what_is_no_object_is_no_flow(String sent) {
        assertEquals(List.of("A flow must be a JSON object."), messages(create(sent)));
    }

    @Test
    void an_array_is_an_object_without_members() {
        assertEquals(List.of("Flows require a graph."), messages(create("[{" + GRAPH + "}]")));
    }

    @Test
    void a_missing_graph_is_named_before_the_owners() {
        assertEquals(
                List.of(
                        "Flows require a graph.",
                        "Flow owners require a type.",
                        "Flow owners require an id."),
                messages(create("{'owners':[{}]}")));
    }

    @Test
    void null_in_place_of_nodes_edges_and_owners_means_none() {
        assertEquals(
                List.of("Flows require at least one node."),
                messages(create("{'graph':{'nodes':null,'edges':null},'owners':null}")));
        assertEquals(
                "{'graph':{'nodes':[" + NODE + "],'edges':[]},'owners':[]}",
                valid("{'graph':{'nodes':[" + NODE + "],'edges':null},'owners':null}"));
    }

    @Test
    void members_that_were_given_are_named_in_the_order_of_the_client() {
        assertEquals(
                List.of(
                        "Flow nodes require a function.",
                        "Flow nodes require a componentId.",
                        "Flow nodes require an id."),
                messages(node("{'function':'','componentId':null,'id':''}")));
        assertEquals(
                List.of(
                        "Flow nodes require an id.",
                        "Flow nodes require a componentId.",
                        "Flow nodes require a function."),
                messages(node("{'id':'','componentId':null,'function':''}")));
    }

    @Test
    void the_first_element_that_is_no_object_spoils_the_array_but_not_the_rest() {
        assertEquals(
                List.of(
                        "Cast to string failed for value \"{}\" (type Object) at path \"id\"",
                        "Cast to embedded failed for value \"y\" (type string) at path \"nodes\""
                                + " because of \"ObjectParameterError\"",
                        "Cast to embedded failed for value \"5\" (type number) at path \"edges\""
                                + " because of \"ObjectParameterError\"",
                        "Cast to embedded failed for value \"z\" (type string) at path \"owners\""
                                + " because of \"ObjectParameterError\""),
                messages(
                        create(
                                "{'graph':{'nodes':[{'id':{}},'y',7],'edges':5},'owners':['z',{}]}")));
    }

    @Test
    void nodes_that_are_null_are_nobodys_end() {
        assertEquals(
                List.of("Edge target with id \"null\" could not be found among nodes."),
                messages(
                        create(
                                "{'graph':{'nodes':[null,"
                                        + NODE
                                        + "],'edges':[{'source':'a','target':'null'}]}}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'5CA5C44C187C040010A9BB8B' | '5ca5c44c187c040010a9bb8b'",
                "[['5ca5c44c187c040010a9bb8b']] | '5ca5c44c187c040010a9bb8b'",
                "{'_id':'abcdefghijkl'} | '6162636465666768696a6b6c'",
            })
    void a_reference_may_be_wrapped(String sent, String kept) {
        assertEquals(
                "{'graph':{'nodes':["
                        + NODE
                        + "],'edges':[]},'owners':[],'fromTemplate':"
                        + kept
                        + "}",
                valid("{" + GRAPH + ",'fromTemplate':" + sent + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "false",
                "[]",
                "{}",
                "{'id':'5ca5c44c187c040010a9bb8b'}",
                "[null]",
                "'äbcdefghijk'",
                "'äbcdefghijkl'",
                "'zca5c44c187c040010a9bb8b'",
            })
    void anything_else_is_no_reference(String sent) {
        List<String> messages = messages(create("{" + GRAPH + ",'fromTemplate':" + sent + "}"));
        assertEquals(1, messages.size());
        assertEquals("Cast to ObjectId failed", messages.getFirst().substring(0, 23));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'a':{'b':{}},'c':[]} | ,'fields':{'c':[]}",
                "{'a':[{'b':{}},[{}]]} | ,'fields':{'a':[{},[{}]]}",
                "{'__proto__':{'x':1},'b':2} | ,'fields':{'b':2}",
                "[{}] | ,'fields':[{}]",
                "null | ,'fields':null",
                "'' | ,'fields':''",
                "{'a':{'b':{}}} | ~~",
            })
    void objects_without_members_go_but_not_from_arrays(String fields, String kept) {
        String node = NODE.substring(0, NODE.length() - 1);
        assertEquals(
                "{'graph':{'nodes':[" + node + kept + "}],'edges':[]},'owners':[]}",
                valid("{'graph':{'nodes':" + node + ",'fields':" + fields + "}}}"));
    }

    @Test
    void an_edge_keeps_its_configuration_as_far_as_it_says_something() {
        String edge = "{'target':'a','source':'a','config':";
        assertEquals(
                "{'graph':{'nodes':["
                        + NODE
                        + "],'edges':[{'config':{'condition':null},'source':'a','target':'a'},"
                        + "{'config':{'condition':'5','mapper':null},'source':'a','target':'a'},"
                        + "{'source':'a','target':'a'},{'source':'a','target':'a'}]},'owners':[]}",
                valid(
                        "{'graph':{'nodes':["
                                + NODE
                                + "],'edges':["
                                + edge
                                + "{'condition':null}},"
                                + edge
                                + "{'mapper':null,'condition':5,'x':1}},"
                                + edge
                                + "[{'condition':'x'}]},"
                                + edge
                                + "{'mapper':{'a':{}}}}]}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "''", "'inactive'", "{'_id':'inactive'}"})
    void a_status_that_changes_nothing_is_ignored(String status) {
        assertEquals(valid("{" + GRAPH + "}"), valid("{" + GRAPH + ",'status':" + status + "}"));
    }

    @Test
    void what_the_server_owns_is_ignored_whatever_it_holds() {
        assertEquals(
                valid("{" + GRAPH + "}"),
                valid("{" + GRAPH + ",'_id':{},'id':[],'__v':'x','createdAt':{},'updatedAt':'y'}"));
    }

    @Test
    void a_change_leaves_the_types_of_values_that_it_does_not_change() {
        String node = NODE.replace("'id':'a'", "'id':1").replace("}", ",'fields':{'e':{},'k':1}}");
        FlowDefinition stored =
                FlowDefinition.of(
                        object(
                                "{'name':5,'cron':{'x':1},'fromTemplate':'odd','owners':[],"
                                        + "'graph':{'nodes':[%s],'edges':[{'source':1,'target':'1'}]}}"
                                                .formatted(node)));
        String unchanged =
                "'description':'new','graph':{'nodes':[%s],'edges':[{'source':1,'target':'1'}]},"
                                .formatted(node)
                        + "'owners':[],'cron':{'x':1},'fromTemplate':'odd'}";
        assertEquals("{'name':5," + unchanged, change(stored, "{'description':'new'}"));
        assertEquals(
                "{'name':'6'," + unchanged,
                change(
                        stored,
                        "{'name':6,'description':'new','cron':{'x':1},'fromTemplate':'odd',"
                                + "'graph':{'nodes':[%s],'edges':[{'source':1,'target':'1'}]}}"
                                        .formatted(node)));
        assertEquals(
                List.of(
                        "Cast to string failed for value \"{ x: 2 }\" (type Object) at path"
                                + " \"cron\""),
                messages(RULES.checkChange(stored, json("{'cron':{'x':2}}"))));
    }

    @Test
    void a_change_keeps_what_it_does_not_name_and_what_nobody_knows_but_adds_nothing_unknown() {
        FlowDefinition stored =
                FlowDefinition.of(
                        object(
                                "{'name':'old','legacy':{'e':{}},'graph':{'nodes':["
                                        + NODE.replace("}", ",'unknown':1}")
                                        + "]},'owners':[{'id':'u','type':'user'}]}"));
        assertEquals(
                "{'name':'new','graph':{'nodes':["
                        + NODE
                        + "],'edges':[]},'owners':[{'id':'u','type':'user'}],'legacy':{'e':{}}}",
                change(stored, "{'name':'new','unknown':2,'status':null,'id':'x'}"));
    }

    @Test
    void a_change_neither_removes_nor_adds_settings_by_sending_none() {
        FlowDefinition without = definition("{" + GRAPH + "}");
        FlowDefinition with = definition("{" + GRAPH + ",'flowSettings':{'a':1}}");
        assertEquals(text(without.json()), change(without, "{'flowSettings':{}}"));
        assertEquals(text(with.json()), change(with, "{'flowSettings':{'x':{}}}"));
        assertEquals(
                text(definition("{" + GRAPH + ",'flowSettings':null}").json()),
                change(with, "{'flowSettings':null}"));
    }

    @Test
    void a_schedule_that_a_change_leaves_alone_is_not_refused() {
        FlowDefinition stored = FlowDefinition.of(object("{" + GRAPH + ",'cron':'H * * * *'}"));
        change(stored, "{'name':'n'}");
        change(stored, "{'cron':'H * * * *'}");
        change(stored, "{'cron':null}");
        change(stored, "{'cron':' * * * * * '}");
        assertEquals(
                List.of("Invalid cron expression. Minutes cannot be \"L\"."),
                messages(RULES.checkChange(stored, json("{'cron':'L * * * *'}"))));
    }

    @Test
    void what_is_sent_and_what_is_stored_stay_as_they_were() {
        String sent = "{" + GRAPH + ",'name':5,'owners':[],'flowSettings':{'a':{}}}";
        JsonNode tree = json(sent);
        FlowDefinition stored = definition("{" + GRAPH + "}");
        String before = stored.toString();
        RULES.checkChange(stored, tree);
        assertEquals(json(sent), tree);
        assertEquals(before, stored.toString());
    }

    @Test
    void of_very_many_faults_the_first_thousand_are_named() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> {
                    String nodes = "{},".repeat(300_000);
                    JsonNode sent = json("{'graph':{'nodes':[" + nodes + "{}]}}");
                    assertEquals(1000, messages(RULES.checkNew(sent)).size());
                });
    }

    @Test
    void a_large_graph_takes_time_in_proportion() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> {
                    StringBuilder nodes = new StringBuilder();
                    StringBuilder edges = new StringBuilder();
                    for (int i = 0; i < 60_000; i++) {
                        nodes.append(i == 0 ? "" : ",").append(NODE.replace("'a'", "'n" + i + "'"));
                        edges.append(i == 0 ? "" : ",")
                                .append("{'source':'n0','target':'n" + i + "'}");
                    }
                    String sent = "{'graph':{'nodes':[" + nodes + "],'edges':[" + edges + "]}}";
                    assertEquals(List.of(), messages(create(sent)));
                });
    }

    @Test
    void a_name_that_holds_a_nul_character_is_named() {
        assertEquals(
                List.of(
                        "Names in a flow must not hold NUL characters, at"
                                + " \"graph.nodes.0.fields.list.1.a\\0b\"."),
                messages(fields("{'list':[1,{'a\\u0000b':1}]}")));
        assertEquals(
                List.of("Names in a flow must not hold NUL characters, at \"flowSettings.\\0\"."),
                messages(create("{" + GRAPH + ",'flowSettings':{'\\u0000':1}}")));
        assertEquals(List.of(), messages(fields("{'text':'a\\u0000b'}")));
        assertEquals(List.of(), messages(create("{" + GRAPH + ",'\\u0000dropped':1}")));
    }

    @Test
    void a_flow_is_nested_only_so_deep() {
        // The flow, the graph, its nodes, the node and its fields are levels as well.
        int deepest = StorableShape.LEVELS - 5;
        assertEquals(List.of(), messages(fields(nested(deepest))));
        List<String> messages = messages(fields(nested(deepest + 1)));
        assertEquals(1, messages.size());
        assertTrue(
                messages.getFirst()
                        .startsWith(
                                "A flow must not be nested deeper than 90 levels, at"
                                        + " \"graph.nodes.0.fields.a.0.0."),
                messages.getFirst());
        assertEquals(messages, messages(fields(nested(400))));
    }

    @Test
    void a_change_is_looked_through_as_well_and_a_long_path_is_cut() {
        FlowDefinition stored = definition("{" + GRAPH + "}");
        List<String> messages =
                messages(
                        RULES.checkChange(
                                stored,
                                json(
                                        "{'flowSettings':{'"
                                                + "x".repeat(100_000)
                                                + "':{'\\u0000':1}}}")));
        assertEquals(1, messages.size());
        assertTrue(messages.getFirst().endsWith("xxx...\"."), messages.getFirst());
        assertTrue(messages.getFirst().length() < 300);
    }

    private static Checked fields(String fields) {
        return node(NODE.substring(0, NODE.length() - 1) + ",'fields':" + fields + "}");
    }

    private static String nested(int levels) {
        return "{'a':" + "[".repeat(levels) + "]".repeat(levels) + "}";
    }

    private static Checked create(String sent) {
        return RULES.checkNew(json(sent));
    }

    private static Checked node(String node) {
        return create("{'graph':{'nodes':[" + node + "]}}");
    }

    private static String valid(String sent) {
        return text(definition(sent).json());
    }

    private static FlowDefinition definition(String sent) {
        return definition(create(sent));
    }

    private static String change(FlowDefinition stored, String sent) {
        return text(definition(RULES.checkChange(stored, json(sent))).json());
    }

    private static FlowDefinition definition(Checked checked) {
        return switch (checked) {
            case Checked.Valid(var definition) -> definition;
            case Checked.Invalid(var messages) -> throw new AssertionError(messages);
        };
    }

    private static List<String> messages(Checked checked) {
        return switch (checked) {
            case Checked.Valid _ -> List.of();
            case Checked.Invalid(var messages) -> messages;
        };
    }

    private static ObjectNode object(String text) {
        return (ObjectNode) json(text);
    }

    /** JSON with single quotes. */
    private static JsonNode json(String text) {
        try {
            return Json.parseStored(text.replace('\'', '"'));
        } catch (JsonSyntaxException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static String text(JsonNode json) {
        return Json.text(json).replace('"', '\'');
    }
}
