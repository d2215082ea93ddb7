package io.flowkeep.storage.mongodb;

import static io.flowkeep.flows.SampleFlows.ALL;
import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.events;
import static io.flowkeep.flows.SampleFlows.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowJson;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.flows.RunState;
import io.flowkeep.flows.SampleFlows;
import io.flowkeep.flows.Unanswered;
import io.flowkeep.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents that the replaced server wrote are read and written as it did. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MongoFormatTest {
    private final OpenMongo mongo = new OpenMongo();

    @AfterEach
    void close() {
        mongo.close();
    }

    private static List<String> lines(String resource) throws IOException {
        try (var in = MongoFormatTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static List<BsonDocument> fixture() throws IOException {
        return lines("/fixtures/oih-flows.ejson").stream().map(BsonDocument::parse).toList();
    }

    /** What the replaced server answered, by id and time of the last change. */
    private static Map<String, JsonNode> answers() throws Exception {
        Map<String, JsonNode> answers = new HashMap<>();
        for (String line : lines("/contract/open-integration-hub-cases.jsonl")) {
            JsonNode recorded = Json.parseStored(line);
            List<JsonNode> shown = new ArrayList<>();
            shown.add(recorded.path("resp_body").path("data"));
            recorded.path("events").forEach(event -> shown.add(event.path("body").path("payload")));
            for (JsonNode flow : shown) {
                if (flow.has("updatedAt") && flow.has("graph") && !flow.has("startedBy")) {
                    answers.put(
                            flow.path("id").asString("") + flow.path("updatedAt").asString(""),
                            flow);
                }
            }
        }
        return answers;
    }

    /** One member with its type. */
    private static String text(BsonDocument document, String member) {
        BsonDocument one = new BsonDocument();
        document.forEach((name, value) -> {
            if (name.equals(member)) {
                one.append(name, value);
            }
        });
        return one.toJson(JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build());
    }

    private Flow only(BsonDocument document) {
        mongo.raw().deleteMany(new BsonDocument());
        mongo.raw().insertOne(document.clone());
        FlowId id = new FlowId(document.getObjectId("_id").getValue().toHexString());
        return mongo.store().find(id, ALL).orElseThrow();
    }

    @Test
    void every_document_reads_as_the_replaced_server_showed_it() throws Exception {
        Map<String, JsonNode> answers = answers();
        int compared = 0;
        for (BsonDocument document : fixture()) {
            ObjectNode shown = FlowJson.of(only(document));
            JsonNode answer =
                    answers.get(
                            shown.path("id").asString("") + shown.path("updatedAt").asString(""));
            if (answer != null) {
                assertEquals(answer, shown);
                compared++;
            }
        }
        assertTrue(compared >= 8, "compared only " + compared);
    }

    @Test
    void a_flow_is_stored_as_the_replaced_server_stored_it() throws Exception {
        for (BsonDocument document : fixture()) {
            Flow flow = only(document);
            mongo.raw().deleteMany(new BsonDocument());
            mongo.store().insert(flow, List.of());
            BsonDocument stored = mongo.document(flow.id().hex());
            assertEquals(0, stored.getInt32("__v").getValue());
            assertTrue(stored.containsKey("_flowkeep"));
            for (String member : document.keySet()) {
                if (!member.equals("__v")) {
                    assertEquals(text(document, member), text(stored, member), member);
                }
            }
            assertEquals(document.size() + 1, stored.size());
        }
    }

    @Test
    void members_are_written_in_the_order_of_the_replaced_server() {
        Flow flow =
                SampleFlows.flow(
                        1,
                        "{'flowSettings':{},'fromTemplate':null,'cron':'','owners':[],'tenant':'',"
                                + "'type':'','graph':{},'description':'','name':'','x':1}");
        assertEquals(
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
                        "x",
                        "_id",
                        "createdAt",
                        "updatedAt",
                        "__v",
                        "_flowkeep"),
                List.copyOf(FlowDocument.document(flow, List.of()).keySet()));
    }

    @Test
    void a_change_of_the_name_touches_no_other_member() throws Exception {
        for (BsonDocument document : fixture()) {
            Flow flow = only(document);
            ObjectNode json = flow.definition().json().deepCopy();
            json.put("name", "other");
            put(flow.defined(FlowDefinition.of(json), NOON));
            BsonDocument stored = mongo.document(flow.id().hex());
            assertEquals("other", stored.getString("name").getValue());
            assertEquals(NOON.toEpochMilli(), stored.getDateTime("updatedAt").getValue());
            for (String member : document.keySet()) {
                if (!List.of("name", "updatedAt").contains(member)) {
                    assertEquals(text(document, member), text(stored, member), member);
                }
            }
            assertEquals(
                    "other",
                    mongo.store().find(flow.id(), ALL).orElseThrow().definition().text("name"));
        }
    }

    private void put(Flow after) {
        assertTrue(
                mongo.store()
                        .change(after.id(), ALL, _ -> Decision.put("", after, events("e")))
                        .isPresent());
    }

    @Test
    void a_document_of_the_replaced_server_has_a_run_state() throws Exception {
        for (BsonDocument document : fixture()) {
            Flow flow = only(document);
            Instant updated = Instant.ofEpochMilli(document.getDateTime("updatedAt").getValue());
            FlowStatus status = FlowStatus.of(document.getString("status").getValue());
            assertEquals(
                    new RunState(status, updated, "", "", false, Unanswered.NONE, updated, 0),
                    flow.run());
            assertEquals(Instant.EPOCH, flow.definedAt());
        }
        assertTrue(
                only(BsonDocument.parse("{_id:{$oid:'" + id(1) + "'},status:'active'}"))
                        .run()
                        .ran());
    }

    @Test
    void inside_a_changed_member_what_is_the_same_keeps_its_type() {
        mongo.load(
                "{_id:{$oid:'"
                        + id(1)
                        + "'},graph:{nodes:[{id:'a',componentId:{$oid:'5ca5c44c187c040010a9bb8b'},"
                        + "fields:{d:{$date:5},l:{$numberLong:'7'},x:{$numberDecimal:'1.50'},"
                        + "f:{$numberDouble:'3.0'},b:{$binary:{base64:'AQI=',subType:'00'}},"
                        + "s:'5ca5c44c187c040010a9bb8b',n:1}}]},status:'inactive'}");
        BsonDocument before = mongo.document(1);
        Flow flow = mongo.flow(1);
        ObjectNode json = flow.definition().json().deepCopy();
        ObjectNode node = (ObjectNode) json.path("graph").path("nodes").path(0);
        node.withObject("/fields").put("n", 2.5).put("new", 3);
        node.put("credentials_id", "5CA5C44C187C040010A9BB8C");
        put(flow.defined(FlowDefinition.of(json), NOON));
        BsonDocument graph = mongo.document(1).getDocument("graph");
        BsonDocument fields = fields(graph);
        assertEquals(List.of(), List.copyOf(graph.getArray("edges")));
        for (String same : List.of("d", "l", "x", "f", "b", "s")) {
            assertEquals(text(fields(before.getDocument("graph")), same), text(fields, same));
        }
        assertTrue(fields.isDouble("n"));
        assertTrue(fields.isInt32("new"));
        BsonDocument stored = graph.getArray("nodes").getFirst().asDocument();
        assertTrue(stored.isObjectId("componentId"));
        assertTrue(stored.isObjectId("credentials_id"));
    }

    private static BsonDocument fields(BsonDocument graph) {
        return graph.getArray("nodes").getFirst().asDocument().getDocument("fields");
    }
}
