package io.flowkeep.flows.wire;

import static io.flowkeep.flows.Lives.ADMIN;
import static io.flowkeep.flows.Lives.OWNER;
import static io.flowkeep.flows.SampleFlows.ALL;
import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.in;
import static io.flowkeep.flows.SampleFlows.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.flows.Actor;
import io.flowkeep.flows.Changed;
import io.flowkeep.flows.Created;
import io.flowkeep.flows.FailingInserts;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowCatalog;
import io.flowkeep.flows.FlowId;
import io.flowkeep.flows.FlowIds;
import io.flowkeep.flows.FlowJson;
import io.flowkeep.flows.FlowQuery;
import io.flowkeep.flows.FlowStatus;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.IfMatch;
import io.flowkeep.flows.Lives;
import io.flowkeep.flows.ReferenceCheck;
import io.flowkeep.flows.SampleFlows;
import io.flowkeep.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class SentFlowsTest {
    private static final String NODE =
            "{'id':'n1','componentId':'5ca5c44c187c040010a9bb8b','function':'fn'}";
    private static final String GRAPH = "'graph':{'nodes':[" + NODE + "],'edges':[]}";
    private static final IfMatch ANY = new IfMatch.Any();

    private final Lives lives = new Lives();
    private final SentFlows sent = sent(lives.store, ReferenceCheck.NONE);

    private SentFlows sent(FlowStore store, ReferenceCheck references) {
        return new SentFlows(
                new FlowCatalog(
                        store,
                        lives.flowEvents,
                        references,
                        lives.clock,
                        new FlowIds(lives.clock, 1)));
    }

    private static ObjectNode valid(String more) {
        return json("{" + GRAPH + (more.isEmpty() ? "" : "," + more) + "}");
    }

    private Flow created(ObjectNode body, Actor actor) {
        return assertInstanceOf(Created.Done.class, sent.create(body, actor)).flow();
    }

    private Flow changed(FlowId id, String body) {
        return assertInstanceOf(Changed.Done.class, sent.change(id, json(body), ANY, OWNER)).flow();
    }

    private Flow owned(int number) {
        Flow flow =
                SampleFlows.flow(
                        number, "{'name':'a'," + GRAPH + ",'owners':[{'id':'u1','type':'user'}]}");
        lives.insert(flow);
        return flow;
    }

    @Test
    void what_the_server_owns_is_not_taken() {
        ObjectNode body =
                valid(
                        "'_id':'5ca5c44c187c040010a9bbaa','id':'5ca5c44c187c040010a9bbab',"
                                + "'createdAt':'2001-01-01T00:00:00Z','updatedAt':'2001','__v':7");
        String before = Json.text(body);
        Flow flow = created(body, OWNER);
        assertNotEquals("5ca5c44c187c040010a9bbaa", flow.id().hex());
        assertEquals(NOON, flow.createdAt());
        assertEquals(NOON, flow.updatedAt());
        for (String name : List.of("_id", "id", "createdAt", "updatedAt", "__v", "status")) {
            assertTrue(flow.definition().json().path(name).isMissingNode(), name);
        }
        assertEquals(before, Json.text(body), "what was sent is left alone");
    }

    @Test
    void what_makes_no_sense_is_not_stored() {
        assertEquals(
                new Created.Invalid(List.of("Flows require a graph.")),
                sent.create(json("{'name':'a'}"), OWNER));
        assertEquals(0, lives.store.list(FlowQuery.of(ALL)).total());
        assertEquals(List.of(), lives.announced());
    }

    @Test
    void a_change_replaces_members_and_keeps_the_others() {
        SampleFlows.flow(1, "{}");
        lives.insert(
                SampleFlows.flow(
                        1,
                        "{'name':'a','description':'d',"
                                + GRAPH
                                + ",'owners':[{'id':'u1','type':'user'}],"
                                + "'flowSettings':{'a':1},'legacy':{'b':2}}"));
        lives.clock.pass(Duration.ofMinutes(1));
        Flow flow = changed(id(1), "{'name':'b','flowSettings':{'c':3}}");
        assertEquals(
                "{'name':'b','description':'d',"
                        + GRAPH
                        + ",'owners':[{'id':'u1','type':'user'}],'flowSettings':{'c':3},"
                        + "'legacy':{'b':2}}",
                flow.definition().toString().replace('"', '\''));
        assertEquals(NOON.plusSeconds(1), flow.createdAt());
        assertEquals(NOON.plusSeconds(60), flow.updatedAt());
        assertEquals(NOON.plusSeconds(60), flow.definedAt());
        assertEquals(FlowStatus.INACTIVE, flow.status());
        assertEquals(flow, lives.stored(1));
        assertEquals(List.of("flowrepo.flow.modified"), lives.announced());
    }

    @Test
    void a_whole_flow_can_be_sent_back() {
        Flow stored = owned(1);
        ObjectNode whole = FlowJson.of(stored);
        whole.put("name", "renamed").put("_id", id(7).hex()).put("__v", 3);
        Flow flow =
                assertInstanceOf(Changed.Done.class, sent.change(id(1), whole, ANY, OWNER)).flow();
        assertEquals("renamed", flow.definition().text("name"));
        assertEquals(stored.createdAt(), flow.createdAt());
        for (String name : List.of("_id", "id", "createdAt", "updatedAt", "__v", "status")) {
            assertTrue(flow.definition().json().path(name).isMissingNode(), name);
        }
    }

    @Test
    void the_id_of_another_flow_in_the_body_is_refused() {
        owned(1);
        owned(2);
        for (String other :
                List.of("'" + id(2).hex() + "'", "'zzz'", "''", "5", "{}", "'123456789012'")) {
            assertEquals(
                    new Changed.Invalid(List.of("The id in the body is not the id in the path")),
                    sent.change(id(1), json("{'id':" + other + ",'name':'x'}"), ANY, ADMIN));
        }
        assertEquals("a", lives.stored(1).definition().text("name"));
        assertEquals("a", lives.stored(2).definition().text("name"));
        assertEquals("x", changed(id(1), "{'id':null,'name':'x'}").definition().text("name"));
        assertEquals(List.of("flowrepo.flow.modified"), lives.announced());
    }

    @Test
    void the_same_id_in_other_letters_is_the_same() {
        FlowId letters = new FlowId("00000000000000000000abcd");
        Flow flow = SampleFlows.flow(0xabcd, "{" + GRAPH + "}");
        lives.insert(flow);
        assertInstanceOf(
                Changed.Done.class,
                sent.change(letters, json("{'id':'00000000000000000000ABCD'}"), ANY, ADMIN));
    }

    @Test
    void a_change_must_make_sense_as_a_whole() {
        lives.insert(SampleFlows.flow(1, "{'name':'a'}"));
        assertEquals(
                new Changed.Invalid(List.of("Flows require a graph.")),
                sent.change(id(1), json("{'name':'b'}"), ANY, ADMIN));
        assertEquals("a", lives.stored(1).definition().text("name"));
        assertEquals(List.of(), lives.announced());
    }

    private static List<JsonNode> elements(String array) {
        return List.copyOf(json("{'a':" + array + "}").path("a").valueStream().toList());
    }

    @Test
    void each_element_of_a_bulk_is_made_on_its_own() {
        List<BulkElement<Created>> results =
                sent.createAll(
                        elements(
                                "[{'name':'a',"
                                        + GRAPH
                                        + "},null,'x',5,[],{},{'name':'b',"
                                        + GRAPH
                                        + "}]"),
                        OWNER);
        assertEquals(7, results.size());
        assertEquals("a", made(results.get(0)).definition().text("name"));
        for (int index = 1; index <= 3; index++) {
            assertEquals(new BulkElement.NotAnObject<>(), results.get(index));
        }
        BulkElement<Created> empty =
                new BulkElement.Tried<>(
                        MissingNode.getInstance(),
                        new Created.Invalid(List.of("Flows require a graph.")));
        assertEquals(empty, results.get(4));
        assertEquals(empty, results.get(5));
        assertEquals("b", made(results.get(6)).definition().text("name"));
        assertEquals(2, lives.store.list(FlowQuery.of(ALL)).total());
        assertEquals(List.of("flowrepo.flow.created", "flowrepo.flow.created"), lives.announced());
        assertEquals(List.of(), sent.createAll(List.of(), OWNER));
    }

    private static Flow made(BulkElement<Created> element) {
        BulkElement.Tried<?> tried = assertInstanceOf(BulkElement.Tried.class, element);
        return assertInstanceOf(Created.Done.class, tried.outcome()).flow();
    }

    private static JsonNode sentId(int number) {
        return StringNode.valueOf(id(number).hex());
    }

    @Test
    void each_element_of_a_bulk_is_changed_on_its_own() {
        owned(1);
        lives.insert(in(FlowStatus.ACTIVE, SampleFlows.owned(2, "b", "u1"), NOON));
        lives.insert(SampleFlows.owned(3, "c", "u2"));
        owned(4);
        String one = id(1).hex();
        List<BulkElement<Changed>> results =
                sent.changeAll(
                        elements(
                                "[{'id':'%s','name':'x'},{'id':'%s'},{'id':'%s'},{'name':'y'},"
                                                .formatted(one, id(2), id(3))
                                        + "null,[],{'id':'abc'},{'id':5},{'id':null},{'id':''},"
                                        + "{'id':'%s','graph':null},{'id':'%s','name':'z'}]"
                                                .formatted(one, id(4))),
                        OWNER);
        List<BulkElement<Changed>> expected = new ArrayList<>();
        expected.add(
                new BulkElement.Tried<>(sentId(1), new Changed.Done(lives.stored(1), List.of())));
        expected.add(
                new BulkElement.Tried<>(sentId(2), new Changed.NotInactive(FlowStatus.ACTIVE)));
        expected.add(new BulkElement.Tried<>(sentId(3), new Changed.NotFound()));
        expected.add(new BulkElement.MissingId<>());
        expected.add(new BulkElement.NotAnObject<>());
        expected.add(new BulkElement.NotAnObject<>());
        expected.add(new BulkElement.InvalidId<>(StringNode.valueOf("abc")));
        expected.add(new BulkElement.InvalidId<>(DoubleNode.valueOf(5)));
        expected.add(new BulkElement.MissingId<>());
        expected.add(new BulkElement.MissingId<>());
        expected.add(
                new BulkElement.Tried<>(
                        sentId(1), new Changed.Invalid(List.of("Flows require a graph."))));
        expected.add(
                new BulkElement.Tried<>(sentId(4), new Changed.Done(lives.stored(4), List.of())));
        assertEquals(expected, results);
        assertEquals("x", lives.stored(1).definition().text("name"));
        assertEquals("c", lives.stored(3).definition().text("name"));
        assertEquals(2, lives.announced().size());
    }

    @Test
    void a_bulk_has_a_limit() {
        List<JsonNode> many =
                Collections.nCopies(BulkElement.MOST, JsonNodeFactory.instance.nullNode());
        assertEquals(BulkElement.MOST, sent.createAll(many, OWNER).size());
        List<JsonNode> tooMany = new ArrayList<>(many);
        tooMany.add(JsonNodeFactory.instance.nullNode());
        assertThrows(IllegalArgumentException.class, () -> sent.createAll(tooMany, OWNER));
    }

    @Test
    void a_bulk_waits_for_a_silent_neighbour_once() {
        AtomicInteger asked = new AtomicInteger();
        SentFlows checking =
                sent(
                        lives.store,
                        (_, _) -> {
                            asked.incrementAndGet();
                            return new ReferenceCheck.Verdict(List.of(), List.of("components"));
                        });
        List<BulkElement<Created>> results =
                checking.createAll(
                        elements("[{" + GRAPH + "},{" + GRAPH + "},{" + GRAPH + "}]"), OWNER);
        assertEquals(1, asked.get());
        for (BulkElement<Created> each : results) {
            BulkElement.Tried<?> tried = assertInstanceOf(BulkElement.Tried.class, each);
            assertEquals(
                    List.of("components"),
                    assertInstanceOf(Created.Done.class, tried.outcome()).unchecked());
        }
    }

    @Test
    void a_store_that_fails_ends_a_bulk_and_each_element_says_so() {
        StoreUnavailable away = new StoreUnavailable("away", new IllegalStateException());
        FailingInserts failing = new FailingInserts(lives.store, 2, away);
        List<BulkElement<Created>> results =
                sent(failing, ReferenceCheck.NONE)
                        .createAll(
                                elements("[{%s},{%s},{%s},null]".formatted(GRAPH, GRAPH, GRAPH)),
                                OWNER);
        assertInstanceOf(BulkElement.Tried.class, results.get(0));
        for (int index = 1; index <= 3; index++) {
            assertEquals(
                    new BulkElement.Failed<>(MissingNode.getInstance(), away), results.get(index));
        }
        assertEquals(2, failing.inserts);
    }

    @Test
    void what_is_corrupt_does_not_keep_its_neighbours_from_being_tried() {
        StoreCorrupt corrupt = new StoreCorrupt("bad", new IllegalStateException());
        FailingInserts failing = new FailingInserts(lives.store, 1, corrupt);
        List<BulkElement<Created>> results =
                sent(failing, ReferenceCheck.NONE)
                        .createAll(elements("[{%s},{%s}]".formatted(GRAPH, GRAPH)), OWNER);
        assertEquals(new BulkElement.Failed<>(MissingNode.getInstance(), corrupt), results.get(0));
        assertInstanceOf(BulkElement.Tried.class, results.get(1));
    }
}
