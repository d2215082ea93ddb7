package io.flowkeep.events;

import static io.flowkeep.events.Events.NOON;
import static io.flowkeep.events.Events.event;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.testing.Await;
import io.flowkeep.testing.StoppedClock;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A relay works as long as it has the lease; the clock it goes by is the test's. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RelayLeaseTest {
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final RelaySettings SETTINGS =
            new RelaySettings(
                    3,
                    Duration.ofMillis(10),
                    new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(10)),
                    new Backoff(Duration.ofMillis(10), Duration.ofMillis(20)),
                    Duration.ofSeconds(2));

    private final FakeOutbox outbox = new FakeOutbox();
    private final FakeBus bus = new FakeBus();
    private final StoppedClock elapsed = StoppedClock.overflowsAfter(Duration.ofSeconds(1));
    private final Relay relay = relay("one", SETTINGS);

    private Relay relay(String name, RelaySettings settings) {
        LeaseSettings lease =
                new LeaseSettings(name, TIME, Duration.ofMillis(10), elapsed::nanoTime);
        Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
        return new Relay(outbox, bus, clock, settings, lease, RelayWatch.NONE);
    }

    @AfterEach
    void close() {
        bus.letBatchesGo();
        relay.close();
    }

    private void pass(Duration time) {
        elapsed.pass(time);
    }

    /** Waits until a relay that might do something wrong had time to do so. */
    private void untilAskedAgain() throws Exception {
        int asked = outbox.asked.get();
        Await.until("asked for the lease again", () -> outbox.asked.get() >= asked + 4);
    }

    @Test
    void one_without_the_lease_waits_until_the_other_one_is_gone() throws Exception {
        outbox.giveLeaseTo("other");
        outbox.store(event("a", "k", "n"));
        relay.start();
        untilAskedAgain();
        assertEquals(List.of(), bus.ids());
        assertEquals(0, outbox.looks.get());
        outbox.expire();
        Await.until("sent", () -> outbox.ids().isEmpty());
    }

    @Test
    void it_stops_once_another_one_has_the_lease() throws Exception {
        relay.start();
        Await.until("works", () -> outbox.looks.get() > 0);
        outbox.giveLeaseTo("other");
        untilAskedAgain();
        outbox.store(event("a", "k", "n"));
        relay.wake();
        untilAskedAgain();
        assertEquals(List.of(), bus.ids());
    }

    @Test
    void a_lease_that_cannot_be_renewed_ends_before_its_time_is_over() throws Exception {
        relay.start();
        Await.until("works", () -> outbox.looks.get() > 0);
        outbox.leasesFail(true);
        untilAskedAgain();
        pass(TIME.multipliedBy(3).dividedBy(4));
        outbox.store(event("a", "k", "n"));
        Await.until("sent in time", () -> bus.ids().equals(List.of("a")));
        pass(TIME.dividedBy(10));
        untilAskedAgain();
        outbox.store(event("b", "k", "n"));
        relay.wake();
        untilAskedAgain();
        assertEquals(List.of("a"), bus.ids());
        outbox.leasesFail(false);
        Await.until("sent", () -> bus.ids().equals(List.of("a", "b")));
    }

    @Test
    void what_was_under_way_is_struck_off_and_nothing_more_is_sent() throws Exception {
        bus.holdBatches();
        Events.many("e", 6, 1, "n").forEach(outbox::store);
        relay.start();
        Await.until("a batch is under way", () -> bus.batches().size() == 1);
        outbox.giveLeaseTo("other");
        untilAskedAgain();
        bus.letBatchesGo();
        Await.until("struck off", () -> outbox.ids().equals(List.of("e3", "e4", "e5")));
        untilAskedAgain();
        assertEquals(1, bus.batches().size());
    }

    @Test
    void one_that_lost_the_lease_puts_nothing_off() throws Exception {
        bus.decide(_ -> new Publication.Unroutable("NO_ROUTE"));
        bus.holdBatches();
        outbox.store(event("a", "k", "n"));
        relay.start();
        Await.until("a batch is under way", () -> bus.batches().size() == 1);
        outbox.giveLeaseTo("other");
        untilAskedAgain();
        bus.letBatchesGo();
        untilAskedAgain();
        assertEquals(List.of(), outbox.postponements());
    }

    @Test
    void closing_gives_the_lease_back_after_the_last_batch() throws Exception {
        bus.holdBatches();
        outbox.store(event("a", "k", "n"));
        relay.start();
        Await.until("a batch is under way", () -> bus.batches().size() == 1);
        Thread closer = Thread.ofVirtual().start(relay::close);
        untilAskedAgain();
        assertEquals("one", outbox.holder());
        bus.letBatchesGo();
        closer.join();
        assertEquals("", outbox.holder());
        assertEquals(List.of(), outbox.ids());
    }

    @Test
    void one_that_does_not_come_to_an_end_keeps_the_lease_for_its_time() throws Exception {
        RelaySettings impatient =
                new RelaySettings(
                        3,
                        SETTINGS.poll(),
                        SETTINGS.postponement(),
                        SETTINGS.outage(),
                        Duration.ofMillis(50));
        StuckBus stuckBus = new StuckBus();
        LeaseSettings lease =
                new LeaseSettings("stuck", TIME, Duration.ofMillis(10), elapsed::nanoTime);
        Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
        outbox.store(event("a", "k", "n"));
        try (Relay stuck = new Relay(outbox, stuckBus, clock, impatient, lease, RelayWatch.NONE)) {
            stuck.start();
            stuckBus.reached.await();
        }
        assertEquals("stuck", outbox.holder());
        stuckBus.end.countDown();
    }

    /** A bus that does not even let itself be interrupted. */
    private static final class StuckBus implements EventBus {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);

        @Override
        public List<Publication> publish(List<OutboxEvent> events) {
            reached.countDown();
            while (!isOver()) {
                Thread.onSpinWait();
            }
            throw new BusUnavailable("stuck");
        }

        private boolean isOver() {
            try {
                return end.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        }

        @Override
        public void consume(EventHandler handler) {}

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void closing_one_that_waits_leaves_the_lease_to_who_has_it() throws Exception {
        outbox.giveLeaseTo("other");
        relay.start();
        untilAskedAgain();
        relay.close();
        assertEquals("other", outbox.holder());
    }

    @Test
    void of_two_one_works_and_the_other_goes_on_when_it_is_closed() throws Exception {
        relay.start();
        Await.until("has it", () -> outbox.holder().equals("one"));
        try (Relay other = relay("two", SETTINGS)) {
            other.start();
            outbox.store(event("a", "k", "n"));
            Await.until("sent", () -> outbox.ids().isEmpty());
            relay.close();
            outbox.store(event("b", "k", "n"));
            Await.until("sent", () -> outbox.ids().isEmpty());
        }
        assertEquals(List.of("a", "b"), bus.ids());
    }
}
