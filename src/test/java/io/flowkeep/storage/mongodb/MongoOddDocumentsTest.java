package io.flowkeep.storage.mongodb;

import static io.flowkeep.flows.SampleFlows.ALL;
import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.definition;
import static io.flowkeep.flows.SampleFlows.events;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.ownedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowDefinition;
import io.flowkeep.flows.FlowJson;
import io.flowkeep.flows.FlowPage;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.flows.SampleFlows;
import io.flowkeep.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Whatever is stored in the collection, it is read, and can be changed. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MongoOddDocumentsTest {
    private final OpenMongo mongo = new OpenMongo();

    @AfterEach
    void close() {
        mongo.close();
    }

    /** A document with the id 1 and these members. */
    private Flow load(String members) {
        mongo.load("{_id:{$oid:'" + id(1) + "'}" + (members.isEmpty() ? "" : "," + members) + "}");
        return mongo.flow(1);
    }

    @Test
    void values_that_json_does_not_know_are_shown_as_before() {
        Flow flow =
                load(
                        "flowSettings:{five:{$numberDouble:'5.0'},nan:{$numberDouble:'NaN'},"
                            + "inf:{$numberDouble:'-Infinity'},half:0.5,"
                            + "long:{$numberLong:'12345678901'},"
                            + "dec:{$numberDecimal:'1.10'},bin:{$binary:{base64:'AQID',"
                            + "subType:'00'}},date:{$date:{$numberLong:'1577836800007'}},"
                            + "text:'2020-01-01T00:00:00.000Z',oid:{$oid:'5ca5c44c187c040010a9bb8b'},"
                            + "nul:null,yes:true,list:[{$numberLong:'1'},[],{$date:0}]}");
        assertEquals(
                "{'five':5,'nan':null,'inf':null,'half':0.5,'long':12345678901,"
                        + "'dec':{'$numberDecimal':'1.10'},'bin':'AQID',"
                        + "'date':'2020-01-01T00:00:00.007Z','text':'2020-01-01T00:00:00.000Z',"
                        + "'oid':'5ca5c44c187c040010a9bb8b','nul':null,'yes':true,"
                        + "'list':[1,[],'1970-01-01T00:00:00.000Z']}",
                Json.text(flow.definition().json().path("flowSettings")).replace('"', '\''));
    }

    @Test
    void what_javascript_leaves_out_is_left_out() {
        BsonDocument document =
                BsonDocument.parse(
                        "{a:{$undefined:true},b:[{$undefined:true}],c:{$regularExpression:"
                                + "{pattern:'x',options:''}},d:{$symbol:'s'},e:{$maxKey:1},"
                                + "f:{$timestamp:{t:1,i:2}},g:{$code:'x'},"
                                + "h:{$date:{$numberLong:'9000000000000000'}}}");
        assertEquals(
                "{'b':[null],'c':{},'d':'s','e':{},'f':{'$timestamp':'4294967298'},"
                        + "'g':{'code':'x'},'h':null}",
                Json.text(BsonJson.object(document)).replace('"', '\''));
    }

    @Test
    void a_document_with_nothing_but_its_id_is_a_flow() {
        Flow flow = load("");
        assertEquals("{}", flow.definition().toString());
        assertEquals(FlowStatus.NULL, flow.status());
        assertEquals(Instant.EPOCH, flow.createdAt());
        assertEquals(flow.createdAt(), flow.updatedAt());
        assertEquals(Instant.EPOCH, flow.definedAt());
    }

    @Test
    void a_flow_without_a_time_was_made_when_its_id_was() {
        mongo.load("{_id:{$oid:'6b02469e577d343cc26da392'},createdAt:'soon',updatedAt:7}");
        Flow flow = mongo.store().list(FlowQuery.of(ALL)).flows().getFirst();
        assertEquals(Instant.parse("2026-11-22T01:34:22Z"), flow.createdAt());
        assertEquals(flow.createdAt(), flow.updatedAt());
    }

    @Test
    void the_lists_of_a_graph_are_always_there() {
        Flow flow = load("graph:{nodes:[{id:'a'}]}");
        assertEquals(
                "{\"nodes\":[{\"id\":\"a\"}],\"edges\":[]}",
                Json.text(flow.definition().json().path("graph")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status:null",
                "status:''",
                "status:5",
                "status:{a:1}",
                "status:['active']",
                "owners:null",
                "owners:{id:'u1',type:'user'}",
                "owners:[null,5,'u1',{id:7},{id:'u1'}]",
                "owners:'u1'",
                "name:5",
                "name:['a']",
                "description:{$date:5}",
                "graph:'none'",
                "graph:{nodes:null,edges:5}",
                "updatedAt:null",
                "updatedAt:'2020-01-01'",
                "updatedAt:{$date:5},_flowkeep:{updatedAt:{$date:5}}",
                "_flowkeep:{seq:'one',pushed:'two',out:'three',updatedAt:{$date:5},since:4},"
                        + "updatedAt:{$date:5}",
                "__v:'x'",
                "id:'mine'"
            })
    void an_odd_document_is_read_listed_and_changed(String members) {
        Flow flow = load(members);
        assertEquals(List.of(flow), mongo.store().list(FlowQuery.of(ALL)).flows());
        var _ = Json.text(FlowJson.of(flow));
        if (members.contains("out:'three'")) {
            return; // no event can be added to what is no list
        }
        Flow after = SampleFlows.in(FlowStatus.STARTING, flow, NOON);
        assertTrue(
                mongo.store()
                        .change(flow.id(), ALL, _ -> Decision.put("", after, events("e")))
                        .isPresent());
        assertEquals(after.run(), mongo.flow(1).run());
        assertEquals(flow.definition(), mongo.flow(1).definition());
        assertEquals(List.of("e"), mongo.due());
        assertTrue(
                mongo.store()
                        .change(flow.id(), ALL, _ -> Decision.remove("", events("f")))
                        .isPresent());
        assertEquals(List.of("e", "f"), mongo.due());
    }

    @Test
    void what_has_no_flows_id_is_no_flow() {
        mongo.load("{_id:'text',status:'active',owners:[{id:'u1'}]}");
        mongo.load("{_id:7,status:'active',owners:[]}");
        mongo.load("{_id:{$oid:'" + id(1) + "'},status:'active',owners:[{id:'u1'}]}");
        FlowPage page = mongo.store().list(FlowQuery.of(ownedBy("u1")));
        assertEquals(1, page.total());
        assertEquals(1, mongo.store().list(FlowQuery.of(ALL)).total());
        assertEquals(List.of(id(1)), mongo.store().ownedBy("u1", "", 10));
        Set<FlowStatus> active = Set.of(FlowStatus.ACTIVE);
        assertEquals(List.of(), mongo.store().withoutOwners(active, "", 10));
        assertEquals(List.of(id(1)), mongo.store().unannounced(active, "", 10));
    }

    @Test
    void a_flow_without_any_time_was_announced_by_another_program() {
        load("status:'starting'");
        Set<FlowStatus> starting = Set.of(FlowStatus.STARTING);
        assertEquals(List.of(), mongo.store().announcedBefore(starting, NOON, 10));
        assertEquals(List.of(id(1)), mongo.store().unannounced(starting, "", 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_flowkeep:'x',updatedAt:{$date:5}",
                "_flowkeep:{announcements:'9',announcedAt:{$date:5},updatedAt:{$date:5}},"
                        + "updatedAt:{$date:5}",
                "_flowkeep:{announcements:1,announcedAt:{$date:5},updatedAt:{$date:5}}",
                "_flowkeep:{announcements:1,announcedAt:{$date:5}},updatedAt:{$date:5}",
                "_flowkeep:{announcements:1,announcedAt:{$date:5},updatedAt:{$date:5}},"
                        + "updatedAt:{$date:6}",
            })
    void what_does_not_say_that_it_was_announced_here_was_not(String members) {
        Flow flow = load("status:'starting'," + members);
        Set<FlowStatus> starting = Set.of(FlowStatus.STARTING);
        assertEquals(0, flow.run().announcements());
        assertEquals(List.of(), mongo.store().announcedBefore(starting, NOON, 10));
        assertEquals(List.of(id(1)), mongo.store().unannounced(starting, "", 10));
    }

    @Test
    void names_that_mean_something_to_mongodb_are_kept_inside_a_flow() {
        Flow flow = SampleFlows.flow(1, "{'flowSettings':{'$set':{'a.b':1,'':2},'c.d':{'$e':3}}}");
        mongo.store().insert(flow, List.of());
        assertEquals(flow.definition(), mongo.flow(1).definition());
        Flow after = flow.defined(definition("{'flowSettings':{'$unset':{'x.y':1}}}"), NOON);
        assertTrue(
                mongo.store()
                        .change(flow.id(), ALL, _ -> Decision.put("", after, List.of()))
                        .isPresent());
        assertEquals(after.definition(), mongo.flow(1).definition());
    }

    @Test
    void half_a_character_is_replaced() {
        ObjectNode members = Json.object().put("name", "a\ud83d");
        members.putObject("x").put("\ude00", 1);
        mongo.store().insert(SampleFlows.flow(1, FlowDefinition.of(members)), List.of());
        assertEquals(
                "{\"name\":\"a\ufffd\",\"x\":{\"\ufffd\":1}}",
                mongo.flow(1).definition().toString());
        BsonDocument stored = mongo.document(1);
        assertFalse(stored.getString("name").getValue().contains("\ud83d"));
    }
}
