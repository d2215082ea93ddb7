package io.flowkeep.flows;

import static io.flowkeep.flows.Lives.ADMIN;
import static io.flowkeep.flows.Lives.OWNER;
import static io.flowkeep.flows.Lives.STRANGER;
import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.in;
import static io.flowkeep.flows.SampleFlows.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.OutboxEvent;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

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
                store, lives.flowEvents, references, lives.clock, new FlowIds(lives.clock, 1));
    }

    private static ObjectNode valid(String more) {
        return json("{" + GRAPH + (more.isEmpty() ? "" : "," + more) + "}");
    }

    private Flow created(ObjectNode body, Actor actor) {
        return assertInstanceOf(Created.Done.class, catalog.create(FlowDefinition.of(body), actor))
                .flow();
    }

    private Flow changed(FlowId id, String body) {
        return assertInstanceOf(
                        Changed.Done.class, catalog.change(id, Overlay.of(body), ANY, OWNER))
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
                        catalog.change(id(1), Overlay.of("{'name':'x'}"), ANY, ADMIN));
        assertEquals(
                "[{'id':'u1','type':'user'},{'id':'root','type':'user'}]", owners(byAdmin.flow()));
    }

    @Test
    void what_is_missing_or_anothers_is_neither_changed_nor_deleted() {
        owned(1);
        assertEquals(
                new Changed.NotFound(),
                catalog.change(id(2), Overlay.of("{'name':'x'}"), ANY, OWNER));
        assertEquals(
                new Changed.NotFound(),
                catalog.change(id(1), Overlay.of("{'name':'x'}"), ANY, STRANGER));
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
                    catalog.change(id(number), Overlay.of("{'status':'inactive'}"), ANY, ADMIN));
            assertEquals(new Deleted.NotInactive(status), catalog.delete(id(number), ANY, ADMIN));
            assertEquals(status, lives.stored(number).status());
        }
        assertEquals(List.of(), lives.announced());
        lives.lifecycle.stop(id(3), ADMIN, true);
        assertEquals(new Deleted.Done(), catalog.delete(id(3), ANY, ADMIN));
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
                catalog.change(
                        id(1), Overlay.of("{'name':'b'}"), new IfMatch.OneOf(Set.of("x")), OWNER));
        assertEquals(
                new Deleted.PreconditionFailed(),
                catalog.delete(id(1), new IfMatch.OneOf(Set.of()), OWNER));
        assertInstanceOf(
                Changed.Done.class,
                catalog.change(id(1), Overlay.of("{'name':'b'}"), current, OWNER));
        assertEquals(
                new Changed.PreconditionFailed(),
                catalog.change(id(1), Overlay.of("{'name':'c'}"), current, OWNER));
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
                checking.create(FlowDefinition.of(valid("'name':'bad'")), OWNER));
        Created.Done made =
                assertInstanceOf(
                        Created.Done.class, checking.create(FlowDefinition.of(valid("")), OWNER));
        assertEquals(List.of("secrets"), made.unchecked());
        assertEquals(2, asked.get());
        FlowId id = made.flow().id();
        Changed.Done changed =
                assertInstanceOf(
                        Changed.Done.class,
                        checking.change(id, Overlay.of("{'name':'bad'}"), ANY, OWNER));
        assertEquals(List.of(), changed.unchecked());
        assertEquals(2, asked.get(), "the graph was not sent");
        assertEquals(
                new Changed.Invalid(List.of("no c1")),
                checking.change(id, new Overlay(valid("")), ANY, OWNER));
        Changed.Done other =
                assertInstanceOf(
                        Changed.Done.class,
                        checking.change(id, new Overlay(valid("'name':'ok'")), ANY, OWNER));
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
        assertEquals(
                new Changed.NotFound(),
                checking.change(id(1), new Overlay(valid("")), ANY, STRANGER));
        assertInstanceOf(
                Changed.NotInactive.class,
                checking.change(id(2), new Overlay(valid("")), ANY, ADMIN));
        assertInstanceOf(
                Changed.Invalid.class,
                checking.change(id(1), Overlay.of("{'graph':{},'nonsense':1}"), ANY, OWNER));
        assertEquals(
                new Changed.PreconditionFailed(),
                checking.change(id(1), new Overlay(valid("")), new IfMatch.OneOf(Set.of()), OWNER));
    }

    @Test
    void a_fault_of_the_store_is_no_outcome_of_a_single_flow() {
        StoreUnavailable away = new StoreUnavailable("away", new IllegalStateException());
        FlowCatalog failing =
                catalog(new FailingInserts(lives.store, 1, away), ReferenceCheck.NONE);
        assertEquals(
                away,
                assertThrows(
                        StoreUnavailable.class,
                        () -> failing.create(FlowDefinition.of(valid("")), OWNER)));
    }

    @Test
    void times_are_to_the_millisecond() {
        lives.clock.pass(Duration.ofNanos(1_234_567));
        Flow flow = created(valid(""), OWNER);
        assertEquals(Instant.parse("2026-05-01T12:00:00.124Z"), flow.createdAt());
    }
}
