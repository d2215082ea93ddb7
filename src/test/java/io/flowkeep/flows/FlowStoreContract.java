package io.flowkeep.flows;

import static io.flowkeep.flows.SampleFlows.ALL;
import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.definition;
import static io.flowkeep.flows.SampleFlows.event;
import static io.flowkeep.flows.SampleFlows.events;
import static io.flowkeep.flows.SampleFlows.flow;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.in;
import static io.flowkeep.flows.SampleFlows.leftIn;
import static io.flowkeep.flows.SampleFlows.owned;
import static io.flowkeep.flows.SampleFlows.ownedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What every driver promises of single flows, of their changes and of the pages of ids. */
public abstract class FlowStoreContract extends OpenFlowStore {
    private static final Set<FlowStatus> UNDER_WAY =
            Set.of(FlowStatus.STARTING, FlowStatus.STOPPING);

    @Test
    final void a_flow_comes_back_as_it_was_inserted() {
        Flow flow = owned(1, "a", "u1");
        insert(flow);
        assertEquals(Optional.of(text(flow)), store().find(id(1), ALL).map(OpenFlowStore::text));
        assertEquals(
                Optional.of(text(flow)),
                store().find(id(1), ownedBy("u1")).map(OpenFlowStore::text));
    }

    @Test
    final void a_missing_flow_is_not_found() {
        insert(owned(1, "a", "u1"));
        assertEquals(Optional.empty(), store().find(id(2), ALL));
        assertEquals(Optional.empty(), store().find(id(2), ownedBy("u1")));
    }

    @Test
    final void another_owners_flow_is_not_found() {
        insert(owned(1, "a", "u1", "u2"));
        assertEquals(Optional.empty(), store().find(id(1), ownedBy("u3")));
        assertEquals(Optional.empty(), store().find(id(1), ownedBy("U1", "u", "u11")));
        assertEquals(Optional.empty(), store().find(id(1), ownedBy()));
        assertTrue(store().find(id(1), ownedBy("u3", "u2")).isPresent());
    }

    @Test
    final void only_everything_includes_what_nobody_owns() {
        insert(
                flow(1, "{}"),
                flow(2, "{'owners':[]}"),
                flow(3, "{'owners':null}"),
                flow(4, "{'owners':[{'type':'user'},{'id':null,'type':'user'}]}"));
        for (int number = 1; number <= 4; number++) {
            assertTrue(store().find(id(number), ALL).isPresent());
            assertEquals(Optional.empty(), store().find(id(number), ownedBy()));
            assertEquals(Optional.empty(), store().find(id(number), ownedBy("u1", "", "null")));
        }
    }

    @Test
    final void the_type_of_an_owner_means_nothing() {
        insert(flow(1, "{'owners':[{'id':'x','type':'whatever'},{'id':'y'}]}"));
        assertTrue(store().find(id(1), ownedBy("x")).isPresent());
        assertTrue(store().find(id(1), ownedBy("y")).isPresent());
    }

    @Test
    final void a_whole_definition_comes_back_to_the_letter() throws Exception {
        String whole =
                "{'name':'Fl\u00f6w \u65e5\u672c \ud83d\ude00','description':'','graph':{'nodes':"
                    + "[{'id':'s1','componentId':'5ca5c44c187c040010a9bb8b','function':'f',"
                    + "'name':null,'fields':{'a':1.5,'b':12345678901,'c':-0.25,'d':1e+300,"
                    + "'e':[[],{},[1,[2]],null,true,false],'f':{'g':{'h':''}},'i':-1,'j':0},"
                    + "'credentials_id':null,'nodeSettings':{'storeLog':true}}],'edges':[]},"
                    + "'type':'ordinary','tenant':'59f747c33f1d3c001901a44f',"
                    + "'owners':[{'id':'u1','type':'user'},{'id':'u1','type':'user'}],'cron':null,"
                    + "'fromTemplate':'5ca5c44c187c040010a9bb8c','flowSettings':{'z':1,'a':{'b':"
                    + "[]}},'unknown':{'deep':[1,'2',null]},'another':'x','empty':[]}";
        insert(flow(1, whole));
        assertEquals(whole.replace('\'', '"'), Json.text(stored(1).definition().json()));
        assertEquals(definition(whole).fingerprint(), stored(1).definition().fingerprint());
        reopen();
        assertEquals(whole.replace('\'', '"'), Json.text(stored(1).definition().json()));
    }

    @Test
    final void null_and_absent_members_are_told_apart() {
        String nulls =
                "{'name':null,'description':null,'graph':null,'type':null,'tenant':null,"
                        + "'owners':null,'cron':null,'fromTemplate':null,'flowSettings':null,"
                        + "'unknown':null}";
        insert(flow(1, nulls), flow(2, "{}"));
        assertEquals(nulls.replace('\'', '"'), Json.text(stored(1).definition().json()));
        assertEquals("{}", Json.text(stored(2).definition().json()));
    }

    @Test
    final void integers_and_fractions_keep_their_value() {
        String numbers =
                "{'flowSettings':{'a':0,'b':-1,'c':2147483647,'d':2147483648,'e':-2147483649,"
                        + "'f':9007199254740991,'g':0.1,'h':1e+21,'i':1e-7,'j':123456.789}}";
        insert(flow(1, numbers));
        assertEquals(numbers.replace('\'', '"'), Json.text(stored(1).definition().json()));
    }

    @Test
    final void every_part_of_a_run_state_comes_back() throws Exception {
        RunState run =
                new RunState(
                        FlowStatus.STOPPING,
                        NOON.plusMillis(1),
                        "st\u00f6pped",
                        "us\u00e9r",
                        true,
                        new Unanswered("PSP"),
                        NOON.plusMillis(7),
                        2);
        Flow flow =
                new Flow(
                        id(1),
                        definition("{'name':'a'}"),
                        run,
                        NOON,
                        NOON.plusMillis(5),
                        NOON.plusMillis(4));
        insert(flow);
        assertEquals(text(flow), text(stored(1)));
        reopen();
        assertEquals(text(flow), text(stored(1)));
    }

    @Test
    final void any_status_is_kept_as_it_stands() {
        List<FlowStatus> odd =
                List.of(
                        FlowStatus.NULL,
                        FlowStatus.of(""),
                        FlowStatus.of("null"),
                        FlowStatus.of("Active"),
                        FlowStatus.of("l\u00e4uft"));
        for (int number = 0; number < odd.size(); number++) {
            insert(in(odd.get(number), owned(number, "a", "u1"), NOON));
            assertEquals(odd.get(number), stored(number).status());
        }
    }

    @Test
    final void a_change_sees_the_flow_and_replaces_it() throws Exception {
        insert(owned(1, "a", "u1"), owned(2, "b", "u1"));
        Flow before = stored(1);
        Flow after =
                in(
                        FlowStatus.STARTING,
                        before.defined(definition("{'name':'c','x':1}"), NOON.plusSeconds(9)),
                        NOON.plusSeconds(10));
        Optional<String> outcome =
                store().change(
                                id(1),
                                ownedBy("u1"),
                                flow -> {
                                    assertEquals(text(before), text(flow));
                                    return Decision.put("done", after, events("e1", "e2"));
                                });
        assertEquals(Optional.of("done"), outcome);
        assertEquals(text(after), text(stored(1)));
        assertEquals("b", stored(2).definition().text("name"));
        assertEquals(List.of("e1", "e2"), waiting());
        reopen();
        assertEquals(text(after), text(stored(1)));
        assertEquals(List.of("e1", "e2"), waiting());
    }

    @Test
    final void members_of_the_definition_before_do_not_linger() {
        insert(flow(1, "{'name':'a','cron':'* * * * *','x':1,'y':2}"));
        Flow after = stored(1).defined(definition("{'description':'d','y':3}"), NOON);
        assertTrue(store().change(id(1), ALL, _ -> Decision.put("", after, List.of())).isPresent());
        assertEquals("{\"description\":\"d\",\"y\":3}", stored(1).definition().toString());
    }

    @Test
    final void keeping_a_flow_stores_nothing() {
        Flow flow = owned(1, "a", "u1");
        insert(flow);
        assertEquals(Optional.of("kept"), store().change(id(1), ALL, _ -> Decision.keep("kept")));
        assertEquals(text(flow), text(stored(1)));
        assertEquals(List.of(), waiting());
    }

    @Test
    final void removing_a_flow_leaves_its_events() throws Exception {
        insert(owned(1, "a", "u1"), owned(2, "b", "u1"));
        announce(1, "e1");
        assertEquals(
                Optional.of("gone"),
                store().change(id(1), ALL, _ -> Decision.remove("gone", events("e2"))));
        assertEquals(Optional.empty(), store().find(id(1), ALL));
        assertEquals(1, store().list(FlowQuery.of(ALL)).total());
        assertEquals(List.of(), store().ownedBy("u1", id(2).hex(), 10));
        assertEquals(List.of(id(2)), store().ownedBy("u1", "", 10));
        assertEquals(List.of("e1", "e2"), waiting());
        assertEquals(Optional.empty(), store().change(id(1), ALL, _ -> Decision.keep("seen")));
        reopen();
        assertEquals(Optional.empty(), store().find(id(1), ALL));
        assertEquals(List.of("e1", "e2"), waiting());
    }

    @Test
    final void what_was_removed_can_be_inserted_again() {
        insert(owned(1, "a", "u1"));
        assertTrue(store().change(id(1), ALL, _ -> Decision.remove("", events("e1"))).isPresent());
        store().insert(owned(1, "b", "u1"), events("e2"));
        assertEquals("b", stored(1).definition().text("name"));
        assertEquals(List.of("e1", "e2"), waiting());
    }

    @Test
    final void nothing_is_decided_on_a_flow_that_cannot_be_seen() {
        insert(owned(1, "a", "u1"), flow(2, "{}"));
        for (Visibility blind : List.of(ownedBy("u2"), ownedBy())) {
            assertEquals(Optional.empty(), store().change(id(1), blind, this::undecidable));
            assertEquals(Optional.empty(), store().change(id(2), blind, this::undecidable));
        }
        assertEquals(Optional.empty(), store().change(id(3), ALL, this::undecidable));
        assertEquals(List.of(), waiting());
    }

    private Decision<String> undecidable(Flow flow) {
        throw new AssertionError("asked about " + flow.id());
    }

    @Test
    final void a_decision_that_fails_stores_nothing() {
        Flow flow = owned(1, "a", "u1");
        insert(flow);
        IllegalStateException thrown =
                assertThrows(
                        IllegalStateException.class,
                        () -> store().change(id(1), ALL, FlowStoreContract::failing));
        assertEquals("undecided", thrown.getMessage());
        assertEquals(text(flow), text(stored(1)));
        assertEquals(List.of(), waiting());
    }

    private static Decision<String> failing(Flow flow) {
        throw new IllegalStateException("undecided");
    }

    @Test
    final void flows_are_announced_again_by_how_long_they_wait() {
        insert(
                in(FlowStatus.STARTING, owned(1, "a", "u1"), NOON.plusMillis(30)),
                in(FlowStatus.STOPPING, owned(2, "b", "u2"), NOON.plusMillis(10)),
                in(FlowStatus.STARTING, owned(3, "c"), NOON.plusMillis(20)),
                in(FlowStatus.ACTIVE, owned(4, "d", "u1"), NOON),
                owned(5, "e", "u1"));
        Instant later = NOON.plusSeconds(60);
        assertEquals(List.of(id(2), id(3), id(1)), store().announcedBefore(UNDER_WAY, later, 10));
        assertEquals(List.of(id(2), id(3)), store().announcedBefore(UNDER_WAY, later, 2));
        assertEquals(List.of(id(2)), store().announcedBefore(UNDER_WAY, NOON.plusMillis(20), 10));
        assertEquals(
                List.of(id(3), id(1)),
                store().announcedBefore(Set.of(FlowStatus.STARTING), later, 10));
        assertEquals(List.of(), store().announcedBefore(UNDER_WAY, NOON, 10));
        assertEquals(List.of(), store().announcedBefore(Set.of(), later, 10));
    }

    @Test
    final void what_another_program_left_under_way_is_told_from_what_was_announced_here() {
        insert(
                leftIn(FlowStatus.STOPPING, owned(5, "e"), NOON.minusSeconds(9)),
                leftIn(FlowStatus.STARTING, owned(1, "a", "u1"), NOON.minusSeconds(7)),
                in(FlowStatus.STARTING, owned(2, "b", "u1"), NOON),
                in(FlowStatus.STOPPING, owned(3, "c"), NOON.minusSeconds(8)),
                leftIn(FlowStatus.STARTING, owned(4, "d", "u1"), NOON.plusSeconds(7)),
                leftIn(FlowStatus.ACTIVE, owned(6, "f", "u1"), NOON),
                leftIn(FlowStatus.NULL, owned(7, "g", "u1"), NOON),
                owned(8, "h", "u1"));
        Instant later = NOON.plusSeconds(60);
        assertEquals(List.of(id(3), id(2)), store().announcedBefore(UNDER_WAY, later, 10));
        assertEquals(List.of(id(3)), store().announcedBefore(UNDER_WAY, later, 1));
        assertEquals(List.of(id(1), id(4), id(5)), store().unannounced(UNDER_WAY, "", 10));
        assertEquals(List.of(id(1), id(4)), store().unannounced(UNDER_WAY, "", 2));
        assertEquals(List.of(id(5)), store().unannounced(UNDER_WAY, id(4).hex(), 2));
        assertEquals(List.of(), store().unannounced(UNDER_WAY, id(5).hex(), 2));
        assertEquals(List.of(id(5)), store().unannounced(Set.of(FlowStatus.STOPPING), "", 2));
        assertEquals(List.of(id(7)), store().unannounced(Set.of(FlowStatus.NULL), "", 2));
        assertEquals(List.of(), store().unannounced(Set.of(), "", 2));
        Flow told = in(FlowStatus.STARTING, stored(1), NOON.minusSeconds(20));
        assertTrue(store().change(id(1), ALL, _ -> Decision.put("", told, List.of())).isPresent());
        assertEquals(List.of(id(1), id(3), id(2)), store().announcedBefore(UNDER_WAY, later, 10));
        assertEquals(List.of(id(4), id(5)), store().unannounced(UNDER_WAY, "", 10));
    }

    @Test
    final void an_announcement_moves_a_flow_to_the_end_of_those_that_wait() {
        insert(
                in(FlowStatus.STARTING, owned(1, "a"), NOON.plusMillis(1)),
                in(FlowStatus.STARTING, owned(2, "b"), NOON.plusMillis(2)));
        Flow again = in(FlowStatus.STARTING, owned(1, "a"), NOON.plusMillis(3));
        assertTrue(store().change(id(1), ALL, _ -> Decision.put("", again, List.of())).isPresent());
        Instant later = NOON.plusSeconds(60);
        assertEquals(List.of(id(2), id(1)), store().announcedBefore(UNDER_WAY, later, 10));
        assertEquals(List.of(id(2)), store().announcedBefore(UNDER_WAY, NOON.plusMillis(3), 10));
    }

    @Test
    final void what_somebody_owns_is_paged_by_id() {
        insert(
                owned(3, "c", "u1"),
                owned(1, "a", "u2", "u1"),
                owned(2, "b", "u2"),
                flow(5, "{'owners':[{'id':'u1'},{'id':'u1','type':'tenant'}]}"),
                flow(4, "{}"));
        assertEquals(List.of(id(1), id(3), id(5)), store().ownedBy("u1", "", 10));
        assertEquals(List.of(id(1), id(3)), store().ownedBy("u1", "", 2));
        assertEquals(List.of(id(5)), store().ownedBy("u1", id(3).hex(), 2));
        assertEquals(List.of(id(3)), store().ownedBy("u1", id(1).hex(), 1));
        assertEquals(List.of(), store().ownedBy("u1", id(5).hex(), 2));
        assertEquals(List.of(), store().ownedBy("u3", "", 2));
        assertEquals(List.of(), store().ownedBy("U1", "", 2));
    }

    @Test
    final void who_was_pulled_owns_it_no_longer() {
        insert(owned(1, "a", "u1", "u2"));
        Flow after = owned(1, "a", "u2");
        assertTrue(store().change(id(1), ALL, _ -> Decision.put("", after, List.of())).isPresent());
        assertEquals(List.of(), store().ownedBy("u1", "", 10));
        assertEquals(List.of(id(1)), store().ownedBy("u2", "", 10));
        assertEquals(Optional.empty(), store().find(id(1), ownedBy("u1")));
        assertEquals(0, store().list(FlowQuery.of(ownedBy("u1"))).total());
    }

    @Test
    final void what_nobody_owns_is_paged_by_id_and_state() {
        insert(
                in(FlowStatus.ACTIVE, flow(4, "{'owners':[]}"), NOON),
                in(FlowStatus.ACTIVE, flow(1, "{}"), NOON),
                in(FlowStatus.STARTING, flow(2, "{'owners':null}"), NOON),
                in(FlowStatus.ACTIVE, owned(3, "a", "u1"), NOON),
                in(FlowStatus.STOPPING, flow(5, "{}"), NOON),
                in(FlowStatus.NULL, flow(6, "{}"), NOON));
        Set<FlowStatus> running = Set.of(FlowStatus.ACTIVE, FlowStatus.STARTING);
        assertEquals(List.of(id(1), id(2), id(4)), store().withoutOwners(running, "", 10));
        assertEquals(List.of(id(1), id(2)), store().withoutOwners(running, "", 2));
        assertEquals(List.of(id(4)), store().withoutOwners(running, id(2).hex(), 2));
        assertEquals(List.of(id(5)), store().withoutOwners(Set.of(FlowStatus.STOPPING), "", 10));
        assertEquals(List.of(), store().withoutOwners(running, id(4).hex(), 10));
    }

    @Test
    final void what_lost_its_last_owner_is_owned_by_nobody() {
        insert(in(FlowStatus.ACTIVE, owned(1, "a", "u1"), NOON));
        Set<FlowStatus> active = Set.of(FlowStatus.ACTIVE);
        assertEquals(List.of(), store().withoutOwners(active, "", 10));
        Flow after = stored(1).defined(definition("{'name':'a','owners':[]}"), NOON);
        assertTrue(store().change(id(1), ALL, _ -> Decision.put("", after, List.of())).isPresent());
        assertEquals(List.of(id(1)), store().withoutOwners(active, "", 10));
    }

    @Test
    final void all_flows_come_whole_and_in_the_order_of_their_ids() {
        insert(
                flow(3, "{}"),
                in(FlowStatus.ACTIVE, owned(1, "a", "u1"), NOON),
                owned(200, "c", "u2"),
                owned(20, "b", "u1", "u2"));
        List<String> expected = List.of(text(stored(1)), text(stored(3)), text(stored(20)));
        assertEquals(expected, store().all("", 3).stream().map(OpenFlowStore::text).toList());
        assertEquals(List.of(id(200)), ids(store().all(id(20).hex(), 3)));
        assertEquals(List.of(id(3)), ids(store().all(id(2).hex(), 1)));
        assertEquals(List.of(), store().all(id(200).hex(), 3));
    }

    @Test
    final void a_removed_flow_is_not_among_all() {
        insert(owned(1, "a", "u1"), owned(2, "a", "u1"));
        assertTrue(store().change(id(1), ALL, _ -> Decision.remove("", events("e"))).isPresent());
        assertEquals(List.of(id(2)), ids(store().all("", 3)));
    }

    @Test
    final void large_flows_come_in_as_many_pages_as_they_need() {
        for (int number = 1; number <= 6; number++) {
            insert(flow(number, "{'description':'" + "x".repeat(3 << 20) + "'}"));
        }
        List<FlowId> read = new ArrayList<>();
        List<Flow> page = store().all("", 100);
        while (!page.isEmpty()) {
            read.addAll(ids(page));
            page = store().all(read.getLast().hex(), 100);
        }
        assertEquals(List.of(id(1), id(2), id(3), id(4), id(5), id(6)), read);
    }

    private static List<FlowId> ids(List<Flow> flows) {
        return flows.stream().map(Flow::id).toList();
    }

    @Test
    final void changes_at_the_same_time_lose_nothing() throws Exception {
        insert(flow(1, "{'flowSettings':{}}"), flow(2, "{'flowSettings':{}}"));
        int threads = 8;
        int each = 15;
        AtomicInteger turn = new AtomicInteger();
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            work.add(() -> {
                for (int i = 0; i < each; i++) {
                    int number = turn.getAndIncrement();
                    addMember(1 + number % 2, "m" + number);
                }
                return true;
            });
        }
        together(work);
        int total = threads * each;
        for (int flow = 1; flow <= 2; flow++) {
            assertEquals(
                    total / 2,
                    stored(flow).definition().json().path("flowSettings").size(),
                    "members of flow " + flow);
        }
        assertEquals(total, waiting().size());
        assertEquals(total, Set.copyOf(waiting()).size());
    }

    private void addMember(int flow, String member) {
        assertTrue(
                store().change(
                                id(flow),
                                ALL,
                                stored -> {
                                    ObjectNode json = stored.definition().json().deepCopy();
                                    json.withObject("/flowSettings").put(member, true);
                                    return Decision.put(
                                            "",
                                            stored.defined(FlowDefinition.of(json), NOON),
                                            events(member));
                                })
                        .isPresent());
    }

    @Test
    final void of_many_who_remove_a_flow_one_does() throws Exception {
        for (int round = 1; round <= 5; round++) {
            int flow = round;
            insert(owned(flow, "a", "u1"));
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                String event = "e" + round + "-" + thread;
                work.add(() ->
                        store().change(id(flow), ALL, _ -> Decision.remove("", events(event)))
                                .isPresent());
            }
            assertEquals(1, together(work).stream().filter(won -> won).count());
            assertEquals(round, waiting().size());
        }
    }

    @Test
    final void of_many_who_start_a_flow_one_finds_it_inactive() throws Exception {
        insert(owned(1, "a", "u1"));
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            String event = "e" + thread;
            work.add(
                    () -> store().change(id(1), ALL, flow -> startOnce(flow, event)).orElseThrow());
        }
        assertEquals(1, together(work).stream().filter(won -> won).count());
        assertEquals(1, waiting().size());
    }

    private static Decision<Boolean> startOnce(Flow flow, String event) {
        return flow.status().equals(FlowStatus.INACTIVE)
                ? Decision.put(true, in(FlowStatus.STARTING, flow, NOON), List.of(event(event)))
                : Decision.keep(false);
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(work)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
