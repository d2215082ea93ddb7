package io.flowkeep.events;

import static io.flowkeep.events.Events.NOON;
import static io.flowkeep.events.Events.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.Publication.Confirmed;
import io.flowkeep.events.Publication.Refused;
import io.flowkeep.events.Publication.Unroutable;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.StoppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RelayTest {
    private static final RelaySettings QUICK =
            new RelaySettings(
                    3,
                    Duration.ofMillis(50),
                    new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(10)),
                    new Backoff(Duration.ofMillis(10), Duration.ofMillis(20)),
                    Duration.ofSeconds(2));
    private static final RelaySettings WITHOUT_POLLING =
            new RelaySettings(
                    3, Duration.ofHours(1), QUICK.postponement(), QUICK.outage(), QUICK.closing());

    private static final LeaseSettings LEASE = LeaseSettings.usual("one");

    private final FakeOutbox outbox = new FakeOutbox();
    private final FakeBus bus = new FakeBus();
    private final StoppedClock clock = StoppedClock.at(NOON);
    private final Counting watch = new Counting();
    private Relay relay = new Relay(outbox, bus, clock, QUICK, LEASE, watch);

    @AfterEach
    void close() {
        bus.letBatchesGo();
        relay.close();
    }

    @Test
    void what_is_confirmed_is_struck_off_in_batches_and_in_order() throws Exception {
        Events.many("e", 10, 2, "n").forEach(outbox::store);
        relay.start();
        untilEmpty();
        assertEquals(
                List.of("e0", "e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8", "e9"), bus.ids());
        assertEquals(4, bus.batches().size());
        assertEquals(10, watch.sent.get());
    }

    @Test
    void waking_it_makes_it_look_at_once() throws Exception {
        relay = new Relay(outbox, bus, clock, WITHOUT_POLLING, LEASE, watch);
        relay.start();
        Await.until("looked once", () -> outbox.looks.get() >= 1);
        Thread.sleep(50);
        outbox.store(event("a", "k", "n"));
        relay.wake();
        untilEmpty();
    }

    @Test
    void events_of_other_processes_are_found_without_waking_it() throws Exception {
        relay.start();
        Await.until("looked once", () -> outbox.looks.get() >= 1);
        outbox.store(event("a", "k", "n"));
        untilEmpty();
    }

    @Test
    void many_calls_while_a_batch_is_under_way_are_one() throws Exception {
        relay = new Relay(outbox, bus, clock, WITHOUT_POLLING, LEASE, watch);
        bus.holdBatches();
        outbox.store(event("a", "k", "n"));
        relay.start();
        Await.until("a batch is under way", () -> bus.batches().size() == 1);
        outbox.store(event("b", "k", "n"));
        for (int i = 0; i < 100_000; i++) {
            relay.wake();
        }
        bus.letBatchesGo();
        untilEmpty();
        Thread.sleep(50);
        assertTrue(outbox.looks.get() <= 4, "looked " + outbox.looks.get() + " times");
    }

    @Test
    void what_nobody_wants_is_put_off_with_the_reason_and_holds_up_nobody() throws Exception {
        bus.decide(each ->
                each.name().equals("unwanted") ? new Unroutable("NO_ROUTE") : new Confirmed());
        outbox.store(event("a", "k", "unwanted"));
        outbox.store(event("b", "k", "wanted"));
        relay.start();
        Await.until("b is sent", () -> outbox.ids().equals(List.of("a")));
        Outbox.Postponement only = outbox.postponements().getFirst();
        assertEquals("a", only.event().id());
        assertEquals("NO_ROUTE", only.reason());
        assertEquals(NOON.plusSeconds(1), only.until());
        assertEquals(1, watch.postponed.get());
    }

    @Test
    void pauses_double_up_to_the_longest() throws Exception {
        bus.decide(_ -> new Refused("full"));
        relay =
                new Relay(
                        outbox,
                        bus,
                        clock,
                        QUICK.postponingAtMost(Duration.ofSeconds(5)),
                        LEASE,
                        watch);
        outbox.store(event("a", "k", "n"));
        relay.start();
        int times = 0;
        for (int seconds : new int[] {1, 2, 4, 5, 5}) {
            int tried = ++times;
            Await.until("put off", () -> outbox.postponements().size() == tried);
            Instant until = outbox.postponements().getLast().until();
            assertEquals(clock.instant().plusSeconds(seconds), until);
            clock.pass(Duration.between(clock.instant(), until));
        }
    }

    @Test
    void a_new_event_goes_out_after_those_of_its_key_that_were_put_off() throws Exception {
        bus.decide(_ -> new Unroutable("NO_ROUTE"));
        outbox.store(event("a", "k", "n"));
        outbox.store(event("b", "k", "n"));
        relay.start();
        Await.until("both put off", () -> outbox.postponements().size() == 2);
        bus.decide(_ -> new Confirmed());
        outbox.store(event("c", "k", "n"));
        untilEmpty();
        assertEquals(List.of("a", "b", "c"), bus.batches().getLast());
    }

    @Test
    void events_of_a_key_that_fail_together_are_tried_again_together() throws Exception {
        bus.decide(_ -> new Unroutable("NO_ROUTE"));
        outbox.store(event("a", "k", "n"));
        relay.start();
        Await.until("put off", () -> outbox.postponements().size() == 1);
        clock.pass(Duration.ofSeconds(1));
        Await.until("put off again", () -> outbox.postponements().size() == 2);
        outbox.store(event("b", "k", "n"));
        Await.until("both put off", () -> outbox.postponements().size() == 4);
        List<Outbox.Postponement> last = outbox.postponements().subList(2, 4);
        assertEquals(clock.instant().plusSeconds(1), last.get(0).until());
        assertEquals(last.get(0).until(), last.get(1).until());
    }

    @Test
    void old_events_that_nobody_wants_do_not_keep_new_ones_from_a_full_batch() throws Exception {
        bus.decide(each ->
                each.name().equals("unwanted") ? new Unroutable("NO_ROUTE") : new Confirmed());
        for (int i = 0; i < 10; i++) {
            outbox.store(event("old" + i, "k" + i, "unwanted"));
        }
        relay.start();
        Await.until("all put off", () -> outbox.postponements().size() == 10);
        for (int i = 0; i < 10; i++) {
            outbox.store(event("new" + i, "k" + i, "wanted"));
        }
        Await.until("all new ones are sent", () -> outbox.ids().size() == 10);
        assertTrue(outbox.ids().stream().allMatch(id -> id.startsWith("old")));
    }

    private static OutboxEvent large(String id, String key, String name) {
        String body = "x".repeat(Outbox.MOST_CHARACTERS / 2);
        return new OutboxEvent(id, key, name, body, NOON, 0);
    }

    @Test
    void large_events_go_out_one_batch_after_the_other_without_waiting() throws Exception {
        relay = new Relay(outbox, bus, clock, WITHOUT_POLLING, LEASE, watch);
        for (int i = 0; i < 5; i++) {
            outbox.store(large("e" + i, "k" + i, "n"));
        }
        relay.start();
        untilEmpty();
        assertEquals(
                List.of(List.of("e0", "e1"), List.of("e2", "e3"), List.of("e4")), bus.batches());
    }

    @Test
    void large_events_that_nobody_wants_hold_up_nobody() throws Exception {
        relay = new Relay(outbox, bus, clock, WITHOUT_POLLING, LEASE, watch);
        bus.decide(each ->
                each.name().equals("unwanted") ? new Unroutable("NO_ROUTE") : new Confirmed());
        for (int i = 0; i < 5; i++) {
            outbox.store(large("old" + i, "k" + i, "unwanted"));
        }
        outbox.store(event("new", "k", "wanted"));
        relay.start();
        Await.until("the new one is sent", () -> !outbox.ids().contains("new"));
        Await.until("the others are put off", () -> outbox.postponements().size() == 5);
        assertEquals(3, bus.batches().size());
    }

    @Test
    void nothing_is_struck_off_while_the_bus_is_away_and_the_batch_goes_out_again()
            throws Exception {
        bus.goAway(3);
        Events.many("e", 3, 3, "n").forEach(outbox::store);
        relay.start();
        untilEmpty();
        assertEquals(4, bus.batches().size());
        bus.batches().forEach(batch -> assertEquals(List.of("e0", "e1", "e2"), batch));
        assertEquals(3, watch.unavailable.get());
        assertEquals(List.of(), outbox.postponements());
    }

    @Test
    void a_store_that_is_away_is_looked_into_again() throws Exception {
        outbox.store(event("a", "k", "n"));
        outbox.fail(3, new StoreUnavailable("away", null));
        relay.start();
        untilEmpty();
        assertEquals(List.of("a"), bus.ids());
    }

    @Test
    void a_store_that_goes_away_after_sending_does_not_multiply_events() throws Exception {
        bus.holdBatches();
        outbox.store(event("a", "k", "n"));
        relay.start();
        Await.until("a batch is under way", () -> bus.batches().size() == 1);
        outbox.fail(5, new StoreUnavailable("away", null));
        bus.letBatchesGo();
        untilEmpty();
        assertEquals(List.of("a"), bus.ids());
    }

    @Test
    void a_fault_of_ours_does_not_end_it() throws Exception {
        outbox.store(event("a", "k", "n"));
        outbox.fail(2, new IllegalStateException("a bug"));
        relay.start();
        untilEmpty();
    }

    @Test
    void closing_lets_the_batch_under_way_finish() throws Exception {
        bus.holdBatches();
        outbox.store(event("a", "k", "n"));
        relay.start();
        Await.until("a batch is under way", () -> bus.batches().size() == 1);
        Thread closer = Thread.ofVirtual().start(relay::close);
        Thread.sleep(50);
        bus.letBatchesGo();
        closer.join();
        assertEquals(List.of(), outbox.ids());
    }

    @Test
    void closing_does_not_wait_for_ever() throws Exception {
        RelaySettings impatient =
                new RelaySettings(
                        3,
                        QUICK.poll(),
                        QUICK.postponement(),
                        QUICK.outage(),
                        Duration.ofMillis(100));
        relay = new Relay(outbox, bus, clock, impatient, LEASE, watch);
        bus.holdBatches();
        outbox.store(event("a", "k", "n"));
        relay.start();
        Await.until("a batch is under way", () -> bus.batches().size() == 1);
        assertTimeout(Duration.ofSeconds(1), relay::close);
        assertEquals(List.of("a"), outbox.ids());
    }

    @Test
    void one_that_was_never_started_can_be_closed_and_woken() {
        relay.wake();
        relay.close();
        assertEquals(0, outbox.looks.get());
    }

    private void untilEmpty() throws Exception {
        Await.until("the outbox is empty", () -> outbox.ids().isEmpty());
    }

    private static final class Counting implements RelayWatch {
        final AtomicInteger sent = new AtomicInteger();
        final AtomicInteger postponed = new AtomicInteger();
        final AtomicInteger unavailable = new AtomicInteger();

        @Override
        public void sent(int events) {
            sent.addAndGet(events);
        }

        @Override
        public void postponed(int events) {
            postponed.addAndGet(events);
        }

        @Override
        public void unavailable() {
            unavailable.incrementAndGet();
        }
    }
}
