package io.flowkeep.storage.mongodb;

import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.Actor;
import io.flowkeep.flows.Changed;
import io.flowkeep.flows.Checked;
import io.flowkeep.flows.FlowCatalog;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowEvents;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowJson;
import io.flowkeep.flows.FlowLifecycle;
import io.flowkeep.flows.IfMatch;
import io.flowkeep.flows.ReferenceCheck;
import io.flowkeep.flows.SampleFlows;
import io.flowkeep.flows.Started;
import io.flowkeep.flows.Stopped;
import io.flowkeep.flows.wire.BulkElement;
import io.flowkeep.flows.wire.FlowRules;
import io.flowkeep.flows.wire.SentFlows;
import io.flowkeep.json.Json;
import io.flowkeep.testing.StoppedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDbPointer;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMinKey;
import org.bson.BsonSymbol;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values that JSON cannot say, as another program stored them: whatever a client changes beside
 * them, and whether or not it sends back what it was shown in their place, they stay.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MongoKeptValuesTest {
    private static final Actor ACTOR = new Actor("u1", "", false, "secret");
    private static final FlowId FLOW = id(1);

    @SuppressWarnings("unused") // named by the tests
    private static final List<String> VALUES =
            List.of(
                    "{$regularExpression: {pattern: 'a.b', options: 'i'}}",
                    "{$minKey: 1}",
                    "{$maxKey: 1}",
                    "{$undefined: true}",
                    "{$numberDecimal: '1.10'}",
                    "{$numberDecimal: 'NaN'}",
                    "{$numberLong: '9007199254740993'}",
                    "{$numberLong: '7'}",
                    "{$numberDouble: '5.0'}",
                    "{$numberDouble: 'NaN'}",
                    "{$numberDouble: '-Infinity'}",
                    "{$numberDouble: '-0.0'}",
                    "{$binary: {base64: 'AQID', subType: '00'}}",
                    "{$binary: {base64: 'AQIDBAUGBwgJCgsMDQ4PEA==', subType: '04'}}",
                    "{$timestamp: {t: 7, i: 9}}",
                    "{$date: {$numberLong: '1577836800007'}}",
                    "{$date: {$numberLong: '9000000000000000'}}",
                    "{$code: 'x()'}",
                    "{$oid: '5ca5c44c187c040010a9bb8b'}",
                    "{$ref: 'flows', $id: {$oid: '5ca5c44c187c040010a9bb8b'}, $db: 'd'}",
                    "{deep: {er: {$regularExpression: {pattern: '^x', options: ''}}}}",
                    "{}",
                    "{a: {}}",
                    "[]",
                    "null");

    /** The stand-in for MongoDB ends the connection when it meets them. */
    private static final List<BsonValue> OTHERS =
            List.of(
                    new BsonSymbol("s"),
                    new BsonJavaScriptWithScope("x()", new BsonDocument("y", new BsonMinKey())),
                    new BsonDbPointer("a.b", new ObjectId("5ca5c44c187c040010a9bb8b")));

    private final OpenMongo mongo = new OpenMongo();
    private final StoppedClock clock = StoppedClock.at(NOON);
    private final FlowEvents events = new FlowEvents(clock, () -> UUID.randomUUID().toString());
    private final SentFlows sent =
            new SentFlows(
                    new FlowCatalog(
                            mongo.store(),
                            events,
                            ReferenceCheck.NONE,
                            clock,
                            () -> SampleFlows.id(99)));
    private final FlowLifecycle lifecycle =
            new FlowLifecycle(
                    mongo.store(), events, ReferenceCheck.NONE, clock, Duration.ofSeconds(60));

    @AfterEach
    void close() {
        mongo.close();
    }

    /** The value in every place where anything may stand, and its neighbour beside it. */
    private void load(String value) {
        mongo.load(
                """
                {_id: {$oid: '%1$s'}, name: 'a', description: 'old',
                 graph: {nodes: [
                  {id: 'n1', componentId: {$oid: '5ca5c44c187c040010a9bb8b'}, function: 'f',
                   fields: {r: %2$s, keep: 1, list: [%2$s, 1, [%2$s], {m: %2$s}]},
                   nodeSettings: {k: %2$s}},
                  {id: 'n2', componentId: {$oid: '5ca5c44c187c040010a9bb8b'}, function: 'f'}],
                 edges: [{source: 'n1', target: 'n2', config: {mapper: {r: %2$s, x: 1}}}]},
                 owners: [{id: 'u1', type: 'user'}], status: 'inactive',
                 flowSettings: {r: %2$s, own: {k: %2$s}, l: [%2$s, %2$s]}, legacy: %2$s,
                 createdAt: {$date: 1}, updatedAt: {$date: 1}, __v: 0}
                """
                        .formatted(FLOW, value));
    }

    private BsonDocument node(int index) {
        BsonDocument graph = mongo.document(1).getDocument("graph");
        return graph.getArray("nodes").get(index).asDocument();
    }

    private void assertKept(BsonDocument before) {
        BsonDocument after = mongo.document(1);
        for (String member : List.of("graph", "flowSettings", "legacy", "owners")) {
            assertEquals(before.get(member), after.get(member), member);
        }
    }

    private ObjectNode shown() {
        return FlowJson.of(mongo.flow(1));
    }

    private void patch(JsonNode body) {
        Changed changed = sent.change(FLOW, (ObjectNode) body, new IfMatch.Any(), ACTOR);
        assertInstanceOf(Changed.Done.class, changed, changed::toString);
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void a_change_of_another_member_leaves_it(String value) {
        load(value);
        BsonDocument before = mongo.document(1);
        patch(Json.object().put("description", "new"));
        assertEquals("new", mongo.document(1).getString("description").getValue());
        assertKept(before);
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void a_client_that_sends_all_back_as_it_was_shown_leaves_it(String value) {
        load(value);
        BsonDocument before = mongo.document(1);
        patch(shown().put("description", "new"));
        assertEquals("new", mongo.document(1).getString("description").getValue());
        assertKept(before);
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void a_change_beside_it_in_the_same_object_leaves_it(String value) {
        load(value);
        BsonDocument before = node(0).getDocument("fields");
        ObjectNode body = shown();
        ObjectNode fields = (ObjectNode) body.at("/graph/nodes/0/fields");
        fields.put("keep", 2).put("new", 3);
        ((ArrayNode) fields.path("list")).set(1, 7);
        patch(body);
        BsonDocument after = node(0).getDocument("fields");
        assertEquals(2, after.getNumber("keep").intValue());
        assertEquals(3, after.getNumber("new").intValue());
        assertEquals(before.get("r"), after.get("r"));
        BsonArray list = after.getArray("list");
        assertEquals(7, list.get(1).asNumber().intValue());
        for (int i : new int[] {0, 2, 3}) {
            assertEquals(before.getArray("list").get(i), list.get(i));
        }
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void it_moves_with_its_node_and_with_its_place_in_a_list(String value) {
        load(value);
        BsonDocument before = node(0);
        BsonArray list = before.getDocument("fields").getArray("list");
        ObjectNode body = shown();
        ArrayNode nodes = (ArrayNode) body.at("/graph/nodes");
        ((ArrayNode) nodes.at("/0/fields/list")).insert(0, "first");
        nodes.insert(0, nodes.path(1).deepCopy()).remove(2);
        patch(body);
        assertEquals("n2", node(0).getString("id").getValue());
        BsonDocument after = node(1);
        assertEquals(before.get("nodeSettings"), after.get("nodeSettings"));
        BsonArray moved = after.getDocument("fields").getArray("list");
        assertEquals(list, new BsonArray(moved.subList(1, moved.size())));
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void runs_stops_heals_and_bulks_leave_it(String value) {
        load(value);
        BsonDocument before = mongo.document(1);
        assertInstanceOf(Started.Done.class, lifecycle.start(FLOW, ACTOR));
        clock.pass(Duration.ofSeconds(61));
        assertEquals(1, lifecycle.heal());
        ObjectNode payload = Json.object().put("id", FLOW.hex());
        lifecycle.received("flow.started", payload);
        assertInstanceOf(Stopped.Done.class, lifecycle.stop(FLOW, ACTOR, false));
        lifecycle.received("flow.failed", payload);
        lifecycle.received("flow.stopped", payload);
        assertInstanceOf(Stopped.Done.class, lifecycle.stop(FLOW, ACTOR, true));
        assertKept(before);
        JsonNode element = Json.object().put("id", FLOW.hex()).put("name", "b");
        assertInstanceOf(
                BulkElement.Tried.class, sent.changeAll(List.of(element), ACTOR).getFirst());
        assertEquals("b", mongo.document(1).getString("name").getValue());
        assertKept(before);
        lifecycle.received("iam.user.deleted", Json.object().put("id", "u1"));
        assertTrue(mongo.document(1).getArray("owners").isEmpty());
        assertEquals(before.get("graph"), mongo.document(1).get("graph"));
    }

    /** Where a text is asked for, such a value was no reason for complaints, and is none. */
    @ParameterizedTest
    @FieldSource("VALUES")
    void in_the_place_of_a_text_it_does_not_keep_others_from_being_changed(String value) {
        load("1");
        mongo.update(
                1,
                "{$set: {type: %1$s, tenant: %1$s, 'graph.nodes.0.name': %1$s, fromTemplate: %1$s}}"
                        .formatted(value));
        BsonDocument before = mongo.document(1);
        patch(Json.object().put("description", "new"));
        patch(shown().put("description", "newer"));
        BsonDocument after = mongo.document(1);
        assertEquals("newer", after.getString("description").getValue());
        for (String member : List.of("graph", "type", "tenant", "fromTemplate")) {
            assertEquals(before.get(member), after.get(member), member);
        }
    }

    @Test
    void every_type_there_is_stays_when_something_beside_it_changes() {
        Set<BsonType> seen = EnumSet.of(BsonType.END_OF_DOCUMENT, BsonType.STRING);
        List<BsonValue> all = new ArrayList<>(OTHERS);
        VALUES.forEach(value -> all.add(BsonDocument.parse("{v: " + value + "}").get("v")));
        all.addAll(List.of(new BsonInt32(1), BsonBoolean.TRUE));
        for (BsonValue value : all) {
            seen.add(value.getBsonType());
            BsonDocument before =
                    new BsonDocument("r", value)
                            .append("l", new BsonArray(List.of(value)))
                            .append("keep", new BsonInt32(1));
            ObjectNode shown = BsonJson.object(before);
            FlowDefinition stored =
                    FlowDefinition.of(
                            SampleFlows.json(
                                    "{'graph':{'nodes':[{'id':'a','function':'f','componentId':"
                                            + "'5ca5c44c187c040010a9bb8b'}]}}"));
            stored.json().set("flowSettings", shown);
            ObjectNode sent = shown.deepCopy().put("keep", 2);
            Checked checked =
                    new FlowRules()
                            .checkChange(
                                    stored, (JsonNode) Json.object().set("flowSettings", sent));
            JsonNode after =
                    assertInstanceOf(Checked.Valid.class, checked)
                            .definition()
                            .json()
                            .path("flowSettings");
            BsonDocument made = JsonBson.bson(after, FlowPosition.FREE, before, shown).asDocument();
            assertEquals(before.append("keep", new BsonInt32(2)), made, value::toString);
        }
        assertEquals(EnumSet.allOf(BsonType.class), seen);
    }

    @Test
    void what_a_client_does_change_is_changed() {
        load("{$regularExpression: {pattern: 'a.b', options: 'i'}}");
        ObjectNode body = shown();
        ((ObjectNode) body.at("/graph/nodes/0")).set("fields", SampleFlows.json("{'r':{'x':1}}"));
        ((ObjectNode) body.path("flowSettings")).remove("r");
        patch(body);
        BsonValue r = node(0).getDocument("fields").get("r");
        assertEquals(BsonDocument.parse("{x: 1}"), r);
        assertEquals(
                List.of("own", "l"),
                List.copyOf(mongo.document(1).getDocument("flowSettings").keySet()));
    }
}
