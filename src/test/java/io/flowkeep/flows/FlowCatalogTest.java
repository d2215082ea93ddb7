package io.flowkeep.flows;

import static io.flowkeep.flows.Lives.ADMIN;
import static io.flowkeep.flows.Lives.OWNER;
import static io.flowkeep.flows.Lives.STRANGER;
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

import io.flowkeep.events.OutboxEvent;
import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.flows.wire.BulkElement;
import io.flowkeep.flows.wire.FlowRules;
import io.flowkeep.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
final class FlowCatalogTest {
    private static final String NODE =
            "{'id':'n1','componentId':'5ca5c44c187c040010a9bb8b','function':'fn'}";
    private static final String GRAPH = "'graph':{'nodes':[" + NODE + "],'edges':[]}";
    private static final IfMatch ANY = new IfMatch.Any();

    private final Lives lives = new Lives();
    private final FlowCatalog catalog = catalog(lives.store, ReferenceCheck.NONE);

    private FlowCatalog catalog(FlowStore store, ReferenceCheck references) {
        return new FlowCatalog(
                store,
                new FlowRules(),
                lives.flowEvents,
                references,
                lives.clock,
                new FlowIds(lives.clock, 1));
    }

    private static ObjectNode valid(String more) {
        return json("{" + GRAPH + (more.isEmpty() ? "" : "," + more) + "}");
    }

    private Flow created(ObjectNode body, Actor actor) {
        return assertInstanceOf(Created.Done.class, catalog.create(body, actor)).flow();
    }

    private Flow changed(FlowId id, String body) {
        return assertInstanceOf(Changed.Done.class, catalog.change(id, json(body), ANY, OWNER))
                .flow();
    }

    private Flow owned(int number) {
        Flow flow =
                SampleFlows.flow(
                        number, "{'name':'a'," + GRAPH + ",'owners':[{'id':'u1','type':'user'}]}");
        lives.insert(flow);
        return flow;
    }

    private static String owners(Flow flow) {
        return Json.text(flow.definition().json().path("owners")).replace('"', '\'');
    }

    @Test
    void a_new_flow_is_inactive_and_stored_with_its_event() {
        Flow flow = created(valid("'name':'n'"), OWNER);
        assertEquals(FlowStatus.INACTIVE, flow.status());
        assertEquals(NOON, flow.createdAt());
        assertEquals(NOON, flow.updatedAt());
        assertEquals(NOON, flow.definedAt());
        assertEquals(Optional.of(flow), catalog.find(flow.id(), OWNER));
        List<OutboxEvent> events = lives.takeEvents();
        assertEquals("flowrepo.flow.created", events.getFirst().name());
        assertEquals(
                "{\"tenant\":\"t1\",\"user\":\"u1\",\"flowId\":\"" + flow.id() + "\"}",
                Json.text(Lives.payload(events.getFirst())));
        assertEquals(1, events.size());
        assertEquals(Optional.empty(), catalog.find(flow.id(), STRANGER));
    }

    @Test
    void whoever_makes_a_flow_owns_it_and_so_does_the_tenant() {
        String user = "{'id':'u1','type':'user'}";
        String tenant = "{'id':'t1','type':'tenant'}";
        assertEquals("[" + user + "," + tenant + "]", owners(created(valid(""), OWNER)));
        assertEquals("[" + user + "," + tenant + "]", owners(created(valid("'owners':[]"), OWNER)));
        assertEquals(
                "[" + user + "," + tenant + "]", owners(created(valid("'owners':null"), OWNER)));
        assertEquals(
                "[{'id':'x','type':'user'},{'id':'x','type':'user'}," + user + "," + tenant + "]",
                owners(
                        created(
                                valid(
                                        "'owners':[{'id':'x','type':'user'},"
                                                + "{'id':'x','type':'user'}]"),
                                OWNER)));
    }

    @Test
    void an_owner_of_the_same_id_stands_for_the_user_in_any_type_but_not_for_the_tenant() {
        assertEquals(
                "[{'id':'u1','type':'tenant'},{'id':'t1','type':'tenant'}]",
                owners(created(valid("'owners':[{'id':'u1','type':'tenant'}]"), OWNER)));
        assertEquals(
                "[{'id':'t1','type':'user'},{'id':'u1','type':'user'},{'id':'t1','type':'tenant'}]",
                owners(created(valid("'owners':[{'id':'t1','type':'user'}]"), OWNER)));
        assertEquals(
                "[{'id':'t1','type':'tenant'},{'id':'u1','type':'user'}]",
                owners(created(valid("'owners':[{'id':'t1','type':'tenant'}]"), OWNER)));
    }

    @Test
    void nobody_and_no_tenant_own_nothing() {
        Actor userOnly = new Actor("u1", "", false, "");
        assertEquals("[{'id':'u1','type':'user'}]", owners(created(valid(""), userOnly)));
        Actor tenantOnly = new Actor("", "t1", false, "");
        assertEquals("[{'id':'t1','type':'tenant'}]", owners(created(valid(""), tenantOnly)));
        assertTrue(created(valid(""), new Actor("", "", true, "")).definition().owners().isEmpty());
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
                catalog.create(json("{'name':'a'}"), OWNER));
        assertEquals(0, catalog.list(FlowQuery.of(ALL)).total());
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
    void an_empty_change_is_one_all_the_same() {
        owned(1);
        lives.clock.pass(Duration.ofMinutes(1));
        assertEquals(NOON.plusSeconds(60), changed(id(1), "{}").updatedAt());
        assertEquals(List.of("flowrepo.flow.modified"), lives.announced());
    }

    @Test
    void whoever_changes_a_flow_owns_it_and_the_tenant_is_not_restored() {
        owned(1);
        assertEquals(
                "[{'id':'x','type':'user'},{'id':'u1','type':'user'}]",
                owners(changed(id(1), "{'owners':[{'id':'x','type':'user'}]}")));
        assertEquals("[{'id':'u1','type':'user'}]", owners(changed(id(1), "{'owners':[]}")));
        assertEquals("[{'id':'u1','type':'user'}]", owners(changed(id(1), "{'owners':null}")));
        Changed.Done byAdmin =
                assertInstanceOf(
                        Changed.Done.class,
                        catalog.change(id(1), json("{'name':'x'}"), ANY, ADMIN));
        assertEquals(
                "[{'id':'u1','type':'user'},{'id':'root','type':'user'}]", owners(byAdmin.flow()));
    }

    @Test
    void a_whole_flow_can_be_sent_back() {
        Flow stored = owned(1);
        ObjectNode whole = FlowJson.of(stored);
        whole.put("name", "renamed").put("_id", id(7).hex()).put("__v", 3);
        Flow flow =
                assertInstanceOf(Changed.Done.class, catalog.change(id(1), whole, ANY, OWNER))
                        .flow();
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
                    new Changed.IdMismatch(),
                    catalog.change(id(1), json("{'id':" + other + ",'name':'x'}"), ANY, ADMIN));
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
                catalog.change(letters, json("{'id':'00000000000000000000ABCD'}"), ANY, ADMIN));
    }

    @Test
    void what_is_missing_or_anothers_is_neither_changed_nor_deleted() {
        owned(1);
        assertEquals(
                new Changed.NotFound(), catalog.change(id(2), json("{'name':'x'}"), ANY, OWNER));
        assertEquals(
                new Changed.NotFound(), catalog.change(id(1), json("{'name':'x'}"), ANY, STRANGER));
        assertEquals(new Deleted.NotFound(), catalog.delete(id(2), ANY, OWNER));
        assertEquals(new Deleted.NotFound(), catalog.delete(id(1), ANY, STRANGER));
        assertEquals("a", lives.stored(1).definition().text("name"));
        assertEquals(List.of(), lives.announced());
    }

    @Test
    void only_an_inactive_flow_is_changed_or_deleted() {
        List<FlowStatus> others =
                List.of(
                        FlowStatus.STARTING,
                        FlowStatus.ACTIVE,
                        FlowStatus.STOPPING,
                        FlowStatus.NULL,
                        FlowStatus.of(""),
                        FlowStatus.of("weird"));
        for (int number = 0; number < others.size(); number++) {
            FlowStatus status = others.get(number);
            lives.insert(in(status, SampleFlows.flow(number, "{" + GRAPH + "}"), NOON));
            assertEquals(
                    new Changed.NotInactive(status),
                    catalog.change(id(number), json("{'status':'inactive'}"), ANY, ADMIN));
            assertEquals(new Deleted.NotInactive(status), catalog.delete(id(number), ANY, ADMIN));
            assertEquals(status, lives.stored(number).status());
        }
        assertEquals(List.of(), lives.announced());
        lives.lifecycle.stop(id(3), ADMIN, true);
        assertEquals(new Deleted.Done(), catalog.delete(id(3), ANY, ADMIN));
    }

    @Test
    void a_change_must_make_sense_as_a_whole() {
        lives.insert(SampleFlows.flow(1, "{'name':'a'}"));
        assertEquals(
                new Changed.Invalid(List.of("Flows require a graph.")),
                catalog.change(id(1), json("{'name':'b'}"), ANY, ADMIN));
        assertEquals("a", lives.stored(1).definition().text("name"));
        assertEquals(List.of(), lives.announced());
    }

    @Test
    void a_deleted_flow_is_gone_and_that_is_told() {
        owned(1);
        assertEquals(new Deleted.Done(), catalog.delete(id(1), ANY, OWNER));
        assertEquals(Optional.empty(), catalog.find(id(1), ADMIN));
        assertEquals(new Deleted.NotFound(), catalog.delete(id(1), ANY, OWNER));
        assertEquals(List.of("flowrepo.flow.deleted"), lives.announced());
    }

    @Test
    void a_precondition_is_about_the_definition_that_is_stored() {
        Flow flow = owned(1);
        IfMatch current = new IfMatch.OneOf(Set.of("x", flow.definition().fingerprint()));
        assertEquals(
                new Changed.PreconditionFailed(),
                catalog.change(id(1), json("{'name':'b'}"), new IfMatch.OneOf(Set.of("x")), OWNER));
        assertEquals(
                new Deleted.PreconditionFailed(),
                catalog.delete(id(1), new IfMatch.OneOf(Set.of()), OWNER));
        assertInstanceOf(
                Changed.Done.class, catalog.change(id(1), json("{'name':'b'}"), current, OWNER));
        assertEquals(
                new Changed.PreconditionFailed(),
                catalog.change(id(1), json("{'name':'c'}"), current, OWNER));
        assertEquals(new Deleted.PreconditionFailed(), catalog.delete(id(1), current, OWNER));
        assertEquals("b", lives.stored(1).definition().text("name"));
    }

    @Test
    void a_run_does_not_change_what_a_precondition_is_about() {
        Flow flow = owned(1);
        IfMatch current = new IfMatch.OneOf(Set.of(flow.definition().fingerprint()));
        lives.lifecycle.start(id(1), OWNER);
        lives.lifecycle.stop(id(1), OWNER, true);
        assertEquals(new Deleted.Done(), catalog.delete(id(1), current, OWNER));
    }

    @Test
    void references_are_asked_about_once_before_a_flow_is_stored() {
        AtomicInteger asked = new AtomicInteger();
        FlowCatalog checking =
                catalog(
                        lives.store,
                        (definition, token) -> {
                            asked.incrementAndGet();
                            assertEquals("secret", token);
                            assertEquals(1, definition.nodes().size());
                            boolean isBad = definition.text("name").equals("bad");
                            return new ReferenceCheck.Verdict(
                                    isBad ? List.of("no c1") : List.of(), List.of("secrets"));
                        });
        assertEquals(
                new Created.Invalid(List.of("no c1")),
                checking.create(valid("'name':'bad'"), OWNER));
        Created.Done made = assertInstanceOf(Created.Done.class, checking.create(valid(""), OWNER));
        assertEquals(List.of("secrets"), made.unchecked());
        assertEquals(2, asked.get());
        FlowId id = made.flow().id();
        Changed.Done changed =
                assertInstanceOf(
                        Changed.Done.class,
                        checking.change(id, json("{'name':'bad'}"), ANY, OWNER));
        assertEquals(List.of(), changed.unchecked());
        assertEquals(2, asked.get(), "the graph was not sent");
        assertEquals(
                new Changed.Invalid(List.of("no c1")), checking.change(id, valid(""), ANY, OWNER));
        Changed.Done other =
                assertInstanceOf(
                        Changed.Done.class, checking.change(id, valid("'name':'ok'"), ANY, OWNER));
        assertEquals(List.of("secrets"), other.unchecked());
        assertEquals(4, asked.get());
    }

    @Test
    void nobody_is_asked_about_what_would_not_be_stored_anyway() {
        owned(1);
        lives.insert(in(FlowStatus.ACTIVE, SampleFlows.flow(2, "{" + GRAPH + "}"), NOON));
        FlowCatalog checking =
                catalog(
                        lives.store,
                        (_, _) -> {
                            throw new AssertionError("asked");
                        });
        assertInstanceOf(Created.Invalid.class, checking.create(json("{}"), OWNER));
        assertEquals(new Changed.NotFound(), checking.change(id(1), valid(""), ANY, STRANGER));
        assertInstanceOf(Changed.NotInactive.class, checking.change(id(2), valid(""), ANY, ADMIN));
        assertInstanceOf(
                Changed.Invalid.class, checking.change(id(1), json("{'graph':null}"), ANY, OWNER));
        assertEquals(
                new Changed.PreconditionFailed(),
                checking.change(id(1), valid(""), new IfMatch.OneOf(Set.of()), OWNER));
    }

    private static List<JsonNode> elements(String array) {
        return List.copyOf(json("{'a':" + array + "}").path("a").valueStream().toList());
    }

    @Test
    void each_element_of_a_bulk_is_made_on_its_own() {
        List<BulkElement<Created>> results =
                catalog.createAll(
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
        assertEquals(2, catalog.list(FlowQuery.of(ALL)).total());
        assertEquals(List.of("flowrepo.flow.created", "flowrepo.flow.created"), lives.announced());
        assertEquals(List.of(), catalog.createAll(List.of(), OWNER));
    }

    private static Flow made(BulkElement<Created> element) {
        BulkElement.Tried<?> tried = assertInstanceOf(BulkElement.Tried.class, element);
        return assertInstanceOf(Created.Done.class, tried.outcome()).flow();
    }

    private static JsonNode sent(int number) {
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
                catalog.changeAll(
                        elements(
                                "[{'id':'%s','name':'x'},{'id':'%s'},{'id':'%s'},{'name':'y'},"
                                                .formatted(one, id(2), id(3))
                                        + "null,[],{'id':'abc'},{'id':5},{'id':null},{'id':''},"
                                        + "{'id':'%s','graph':null},{'id':'%s','name':'z'}]"
                                                .formatted(one, id(4))),
                        OWNER);
        List<BulkElement<Changed>> expected = new ArrayList<>();
        expected.add(
                new BulkElement.Tried<>(sent(1), new Changed.Done(lives.stored(1), List.of())));
        expected.add(new BulkElement.Tried<>(sent(2), new Changed.NotInactive(FlowStatus.ACTIVE)));
        expected.add(new BulkElement.Tried<>(sent(3), new Changed.NotFound()));
        expected.add(new BulkElement.MissingId<>());
        expected.add(new BulkElement.NotAnObject<>());
        expected.add(new BulkElement.NotAnObject<>());
        expected.add(new BulkElement.InvalidId<>(StringNode.valueOf("abc")));
        expected.add(new BulkElement.InvalidId<>(DoubleNode.valueOf(5)));
        expected.add(new BulkElement.MissingId<>());
        expected.add(new BulkElement.MissingId<>());
        expected.add(
                new BulkElement.Tried<>(
                        sent(1), new Changed.Invalid(List.of("Flows require a graph."))));
        expected.add(
                new BulkElement.Tried<>(sent(4), new Changed.Done(lives.stored(4), List.of())));
        assertEquals(expected, results);
        assertEquals("x", lives.stored(1).definition().text("name"));
        assertEquals("c", lives.stored(3).definition().text("name"));
        assertEquals(2, lives.announced().size());
    }

    @Test
    void a_bulk_has_a_limit() {
        List<JsonNode> many =
                Collections.nCopies(FlowCatalog.MOST_IN_BULK, JsonNodeFactory.instance.nullNode());
        assertEquals(FlowCatalog.MOST_IN_BULK, catalog.createAll(many, OWNER).size());
        List<JsonNode> tooMany = new ArrayList<>(many);
        tooMany.add(JsonNodeFactory.instance.nullNode());
        assertThrows(IllegalArgumentException.class, () -> catalog.createAll(tooMany, OWNER));
    }

    @Test
    void a_bulk_waits_for_a_silent_neighbour_once() {
        AtomicInteger asked = new AtomicInteger();
        FlowCatalog checking =
                catalog(
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
                catalog(failing, ReferenceCheck.NONE)
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
                catalog(failing, ReferenceCheck.NONE)
                        .createAll(elements("[{%s},{%s}]".formatted(GRAPH, GRAPH)), OWNER);
        assertEquals(new BulkElement.Failed<>(MissingNode.getInstance(), corrupt), results.get(0));
        assertInstanceOf(BulkElement.Tried.class, results.get(1));
    }

    @Test
    void a_fault_of_the_store_is_no_outcome_of_a_single_flow() {
        StoreUnavailable away = new StoreUnavailable("away", new IllegalStateException());
        FlowCatalog failing =
                catalog(new FailingInserts(lives.store, 1, away), ReferenceCheck.NONE);
        assertEquals(
                away, assertThrows(StoreUnavailable.class, () -> failing.create(valid(""), OWNER)));
    }

    @Test
    void times_are_to_the_millisecond() {
        lives.clock.pass(Duration.ofNanos(1_234_567));
        Flow flow = created(valid(""), OWNER);
        assertEquals(Instant.parse("2026-05-01T12:00:00.124Z"), flow.createdAt());
    }
}
