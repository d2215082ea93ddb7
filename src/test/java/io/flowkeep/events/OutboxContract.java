package io.flowkeep.events;

import static io.flowkeep.flows.SampleFlows.ALL;
import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.event;
import static io.flowkeep.flows.SampleFlows.events;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.owned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.Outbox.Counts;
import io.flowkeep.events.Outbox.Postponed;
import io.flowkeep.events.Outbox.Postponement;
import io.flowkeep.flows.FlowEvent;
import io.flowkeep.flows.FlowStore.Decision;
import io.flowkeep.flows.OpenFlowStore;
import io.flowkeep.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What every outbox promises. A flow's events have its id for a key. */
public abstract class OutboxContract extends OpenFlowStore {
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Instant MUCH_LATER = NOON.plusSeconds(3600);

    private void flowsUpTo(int last) {
        for (int number = 1; number <= last; number++) {
            insert(owned(number, "a", "u1"));
        }
    }

    private List<String> due(Instant now) {
        return outbox().due(now, 100).stream().map(OutboxEvent::id).toList();
    }

    private OutboxEvent waitingEvent(String id) {
        return outbox().due(MUCH_LATER.plusSeconds(100_000), 100).stream()
                .filter(event -> event.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void postpone(Instant until, String reason, String... ids) {
        outbox().postpone(
                        Arrays.stream(ids)
                                .map(id -> new Postponement(waitingEvent(id), until, reason))
                                .toList());
    }

    private void sent(String... ids) {
        outbox().sent(Arrays.stream(ids).map(this::waitingEvent).toList());
    }

    @Test
    final void an_empty_outbox_has_nothing() {
        flowsUpTo(1);
        assertEquals(List.of(), outbox().due(LATER, 10));
        assertEquals(List.of(), outbox().postponed(10));
        assertEquals(new Counts(0, 0, 0), outbox().counts(LATER));
        outbox().sent(List.of());
        outbox().postpone(List.of());
    }

    @Test
    final void an_event_waits_as_it_was_stored() {
        FlowEvent event =
                new FlowEvent(
                        "e-1",
                        "flowrepo.flow.created",
                        NOON.plusMillis(5),
                        "{\"a\":\"\u00e4 \u65e5 \ud83d\ude00 'x'\",\"b\":[1.5,null]}");
        store().insert(owned(1, "a", "u1"), List.of(event));
        OutboxEvent expected =
                new OutboxEvent(
                        event.id(), id(1).hex(), event.name(), event.body(), event.createdAt(), 0);
        assertEquals(List.of(expected), outbox().due(LATER, 10));
        assertEquals(List.of(expected), outbox().due(LATER, 10));
    }

    @Test
    final void events_wait_over_a_reopen() throws Exception {
        store().insert(owned(1, "a", "u1"), events("e1", "e2"));
        store().insert(owned(2, "b", "u1"), events("f1"));
        sent("e1");
        postpone(LATER, "why", "f1");
        reopen();
        assertEquals(List.of("e2"), due(NOON));
        assertEquals(Set.of("e2", "f1"), Set.copyOf(due(LATER)));
        assertEquals(new Counts(2, 1, 0), outbox().counts(NOON));
        Postponed kept = outbox().postponed(10).getFirst();
        assertEquals("why", kept.reason());
        assertEquals(LATER, kept.until());
        assertEquals(1, kept.event().attempts());
    }

    @Test
    final void the_events_of_one_key_come_in_the_order_they_were_stored() {
        flowsUpTo(3);
        for (int round = 0; round < 4; round++) {
            for (int flow = 3; flow >= 1; flow--) {
                announce(flow, "f" + flow + "-" + round + "a", "f" + flow + "-" + round + "b");
            }
        }
        List<String> due = due(LATER);
        assertEquals(24, due.size());
        for (int flow = 1; flow <= 3; flow++) {
            String prefix = "f" + flow;
            List<String> ofOne = due.stream().filter(id -> id.startsWith(prefix)).toList();
            assertEquals(ofOne.stream().sorted().toList(), ofOne);
            assertEquals(8, ofOne.size());
        }
    }

    @Test
    final void a_removed_flows_events_keep_their_place() {
        flowsUpTo(1);
        announce(1, "e1");
        assertTrue(store().change(id(1), ALL, _ -> Decision.remove("", events("e2"))).isPresent());
        store().insert(owned(1, "again", "u1"), events("e3"));
        assertEquals(List.of("e1", "e2", "e3"), due(LATER));
    }

    @Test
    final void no_more_are_given_than_asked_for_and_all_come_in_the_end() {
        flowsUpTo(3);
        for (int flow = 1; flow <= 3; flow++) {
            announce(flow, flow + "a", flow + "b", flow + "c");
        }
        Set<String> seen = new LinkedHashSet<>();
        for (int round = 0; round < 5; round++) {
            List<OutboxEvent> part = outbox().due(LATER, 2);
            assertEquals(round < 4 ? 2 : 1, part.size());
            part.forEach(event -> assertTrue(seen.add(event.id())));
            outbox().sent(part);
        }
        assertEquals(9, seen.size());
        for (int flow = 1; flow <= 3; flow++) {
            String prefix = String.valueOf(flow);
            assertEquals(
                    List.of(flow + "a", flow + "b", flow + "c"),
                    seen.stream().filter(id -> id.startsWith(prefix)).toList());
        }
        assertEquals(List.of(), outbox().due(LATER, 2));
    }

    private static FlowEvent large(String id, int characters) {
        return new FlowEvent(id, "x", NOON, '"' + "x".repeat(characters - 2) + '"');
    }

    @Test
    final void large_events_are_given_a_few_at_a_time_and_all_come_in_the_end() {
        int third = Outbox.MOST_CHARACTERS / 3 + 1;
        for (int flow = 1; flow <= 5; flow++) {
            store().insert(owned(flow, "a", "u1"), List.of(large(flow + "a", third)));
            announce(flow, flow + "b");
        }
        Set<String> seen = new LinkedHashSet<>();
        int rounds = 0;
        for (List<OutboxEvent> part = outbox().due(LATER, 100);
                !part.isEmpty();
                part = outbox().due(LATER, 100)) {
            long before = 0;
            for (OutboxEvent event : part) {
                assertTrue(before < Outbox.MOST_CHARACTERS, "more after " + before);
                before += event.body().length();
                assertTrue(seen.add(event.id()));
            }
            outbox().sent(part);
            rounds++;
        }
        assertEquals(2, rounds);
        assertEquals(10, seen.size());
        List<String> order = List.copyOf(seen);
        for (int flow = 1; flow <= 5; flow++) {
            assertTrue(order.indexOf(flow + "a") < order.indexOf(flow + "b"));
        }
    }

    @Test
    final void an_event_larger_than_all_may_be_together_is_given_alone() {
        List<FlowEvent> both = List.of(large("e1", Outbox.MOST_CHARACTERS + 1), event("e2"));
        store().insert(owned(1, "a", "u1"), both);
        List<OutboxEvent> alone = outbox().due(LATER, 10);
        assertEquals(List.of("e1"), alone.stream().map(OutboxEvent::id).toList());
        assertEquals(both.getFirst().body(), alone.getFirst().body());
        outbox().sent(alone);
        assertEquals(List.of("e2"), due(LATER));
    }

    @Test
    final void what_was_sent_is_struck_off_and_nothing_else() {
        flowsUpTo(2);
        announce(1, "e1", "e2", "e3");
        announce(2, "f1");
        OutboxEvent gone = waitingEvent("e1");
        sent("e1", "f1");
        assertEquals(List.of("e2", "e3"), due(LATER));
        outbox().sent(List.of(gone));
        outbox().sent(List.of(gone, waitingEvent("e2")));
        assertEquals(List.of("e3"), due(LATER));
    }

    @Test
    final void events_can_be_struck_off_from_the_middle() {
        flowsUpTo(1);
        announce(1, "e1", "e2", "e3");
        sent("e2");
        assertEquals(List.of("e1", "e3"), due(LATER));
        announce(1, "e4");
        assertEquals(List.of("e1", "e3", "e4"), due(LATER));
    }

    @Test
    final void a_postponed_event_is_due_again_at_its_time() {
        flowsUpTo(1);
        announce(1, "e1");
        postpone(LATER, "nobody listens", "e1");
        assertEquals(List.of(), due(LATER.minusMillis(1)));
        assertEquals(List.of("e1"), due(LATER));
        assertEquals(1, outbox().due(LATER, 10).getFirst().attempts());
        postpone(MUCH_LATER, "still nobody", "e1");
        assertEquals(List.of(), due(LATER));
        assertEquals(2, outbox().due(MUCH_LATER, 10).getFirst().attempts());
    }

    @Test
    final void a_postponed_event_holds_back_those_of_its_key_only() {
        flowsUpTo(2);
        announce(1, "e1", "e2", "e3");
        announce(2, "f1", "f2");
        postpone(LATER, "refused", "e2");
        assertEquals(Set.of("e1", "f1", "f2"), Set.copyOf(due(NOON)));
        sent("e1", "f1");
        assertEquals(List.of("f2"), due(NOON));
        assertEquals(Set.of("e2", "e3", "f2"), Set.copyOf(due(LATER)));
        sent("e2");
        assertEquals(Set.of("e3", "f2"), Set.copyOf(due(NOON)));
    }

    @Test
    final void what_is_held_back_does_not_fill_the_page() {
        flowsUpTo(2);
        announce(1, "e1", "e2", "e3", "e4", "e5");
        announce(2, "f1");
        postpone(LATER, "refused", "e1");
        assertEquals(List.of("f1"), outbox().due(NOON, 1).stream().map(OutboxEvent::id).toList());
    }

    @Test
    final void a_new_event_makes_the_postponed_ones_of_its_key_due() {
        flowsUpTo(2);
        announce(1, "e1", "e2");
        announce(2, "f1");
        postpone(MUCH_LATER, "refused", "e1", "e2", "f1");
        assertEquals(List.of(), due(LATER));
        announce(1, "e3");
        assertEquals(List.of("e1", "e2", "e3"), due(LATER));
        assertEquals(1, waitingEvent("e1").attempts());
        assertEquals(0, waitingEvent("e3").attempts());
        announce(2);
        assertEquals(List.of("e1", "e2", "e3"), due(LATER));
    }

    @Test
    final void removing_a_flow_makes_its_postponed_events_due() {
        flowsUpTo(1);
        announce(1, "e1");
        postpone(MUCH_LATER, "refused", "e1");
        assertTrue(store().change(id(1), ALL, _ -> Decision.remove("", events("e2"))).isPresent());
        assertEquals(List.of("e1", "e2"), due(LATER));
    }

    @Test
    final void postponing_what_is_gone_is_passed_over() {
        flowsUpTo(2);
        announce(1, "e1");
        announce(2, "f1");
        Postponement late = new Postponement(waitingEvent("e1"), LATER, "late");
        sent("e1");
        outbox().postpone(List.of(late, new Postponement(waitingEvent("f1"), LATER, "why")));
        assertEquals(List.of("f1"), due(LATER));
        assertEquals(new Counts(1, 1, 0), outbox().counts(NOON));
    }

    @Test
    final void a_sent_event_is_postponed_no_longer() {
        flowsUpTo(1);
        announce(1, "e1");
        postpone(LATER, "refused", "e1");
        sent("e1");
        assertEquals(List.of(), outbox().postponed(10));
        assertEquals(new Counts(0, 0, 0), outbox().counts(MUCH_LATER));
    }

    @Test
    final void what_waits_is_counted() {
        flowsUpTo(2);
        store().insert(
                        owned(3, "c", "u1"),
                        List.of(new FlowEvent("g1", "x", NOON.plusSeconds(30), "{}")));
        announce(1, "e1", "e2");
        announce(2, "f1");
        assertEquals(new Counts(4, 0, 60_000), outbox().counts(LATER));
        postpone(MUCH_LATER, "refused", "e1", "f1");
        assertEquals(new Counts(4, 2, 60_000), outbox().counts(LATER));
        sent("e1", "e2", "f1");
        assertEquals(new Counts(1, 0, 30_000), outbox().counts(LATER));
        assertEquals(new Counts(1, 0, 0), outbox().counts(NOON));
    }

    @Test
    final void postponed_events_are_shown_oldest_first() {
        flowsUpTo(3);
        for (int flow = 1; flow <= 3; flow++) {
            int number = flow;
            FlowEvent event = new FlowEvent("e" + flow, "x", NOON.plusSeconds(flow), "{}");
            assertTrue(
                    store().change(
                                    id(number),
                                    ALL,
                                    stored -> Decision.put("", stored, List.of(event)))
                            .isPresent());
        }
        postpone(MUCH_LATER, "three", "e3");
        postpone(LATER, "one", "e1");
        List<Postponed> all = outbox().postponed(10);
        assertEquals(List.of("e1", "e3"), all.stream().map(each -> each.event().id()).toList());
        assertEquals(List.of("one", "three"), all.stream().map(Postponed::reason).toList());
        assertEquals(List.of(LATER, MUCH_LATER), all.stream().map(Postponed::until).toList());
        assertEquals(id(1).hex(), all.getFirst().event().key());
        assertEquals(1, all.getFirst().event().attempts());
        assertEquals(1, outbox().postponed(1).size());
    }

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Whether it is refused to a second one who asks, where several servers can ask at all. */
    private void assertHasNot(String holder) {
        assertEquals(!traits().manyServers(), outbox().lease(holder, LONG), holder);
    }

    @Test
    final void one_holder_has_the_lease_and_may_keep_it() {
        assertTrue(outbox().lease("a", LONG));
        assertHasNot("b");
        assertTrue(outbox().lease("a", LONG));
        assertHasNot("b");
        assertHasNot("A");
    }

    @Test
    final void what_is_given_back_is_free_at_once() {
        assertTrue(outbox().lease("a", LONG));
        assertHasNot("b");
        outbox().release("a");
        assertTrue(outbox().lease("b", LONG));
        assertHasNot("a");
        outbox().release("b");
        assertTrue(outbox().lease("b", LONG));
    }

    @Test
    final void nobody_gives_back_what_another_one_has() {
        outbox().release("a");
        assertTrue(outbox().lease("a", LONG));
        outbox().release("b");
        assertHasNot("b");
    }

    @Test
    final void a_holder_that_falls_silent_is_followed_by_another() throws Exception {
        assertTrue(outbox().lease("a", SHORT));
        Await.until("b has it", () -> outbox().lease("b", LONG));
        assertHasNot("a");
    }

    @Test
    final void a_lease_is_as_long_as_was_asked_for_last() throws Exception {
        assertTrue(outbox().lease("a", SHORT));
        assertTrue(outbox().lease("a", LONG));
        long over = System.nanoTime() + SHORT.multipliedBy(2).toNanos();
        while (System.nanoTime() < over) {
            assertHasNot("b");
            Thread.sleep(20);
        }
    }

    @Test
    final void a_lease_outlives_the_connection_of_its_holder() throws Exception {
        assertTrue(outbox().lease("a", LONG));
        reopen();
        assertHasNot("b");
        assertTrue(outbox().lease("a", LONG));
    }

    @Test
    final void of_many_who_ask_at_once_one_gets_it() throws Exception {
        Assumptions.assumeTrue(traits().manyServers(), "one process has it anyway");
        for (int round = 0; round < 5; round++) {
            List<Callable<Boolean>> asking = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String holder = "h" + i;
                asking.add(() -> outbox().lease(holder, LONG));
            }
            try (ExecutorService threads = Executors.newFixedThreadPool(asking.size())) {
                int granted = 0;
                for (Future<Boolean> each : threads.invokeAll(asking)) {
                    granted += each.get() ? 1 : 0;
                }
                assertEquals(1, granted);
            }
            for (int i = 0; i < 8; i++) {
                outbox().release("h" + i);
            }
        }
    }
}
