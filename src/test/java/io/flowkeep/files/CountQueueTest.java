package io.flowkeep.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.testing.StoppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class CountQueueTest {
    private static final ProjectId ONE = new ProjectId("p1");
    private static final ProjectId OTHER = new ProjectId("p2");

    private final StoppedClock clock = StoppedClock.at(Instant.EPOCH);
    private final CountQueue queue = new CountQueue(clock::nanoTime, new SplittableRandom(1));
    private final AtomicInteger counts = new AtomicInteger();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void nineteen_twentieths_of_its_time_a_project_is_left_alone() {
        assertTrue(queue.await(ONE, _ -> count(1)));
        assertFalse(queue.await(ONE, _ -> count(1)), "longer than anybody waits");
        clock.pass(Duration.ofSeconds(19));
        assertTrue(queue.await(ONE, _ -> count(1)));
        assertEquals(2, counts.get());
        assertTrue(queue.await(OTHER, _ -> count(1)), "each has a time of its own");
        queue.wished(ONE, _ -> count(1));
        assertEquals(4, counts.get(), "a wish is not an automatic count");
    }

    private int count(int seconds) {
        clock.pass(Duration.ofSeconds(seconds));
        return counts.incrementAndGet();
    }

    @Test
    void all_who_wait_share_one_count_and_those_who_come_later_the_next_one() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Boolean>> waiting = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            waiting.add(threads.submit(() -> queue.await(ONE, _ -> slow(begun, go))));
            begun.await();
            for (int i = 0; i < 10; i++) {
                waiting.add(threads.submit(() -> queue.await(ONE, _ -> counts.incrementAndGet())));
            }
            Thread.sleep(100);
            go.countDown();
        }
        for (Future<Boolean> each : waiting) {
            assertTrue(each.get());
        }
        assertEquals(2, counts.get());
    }

    private int slow(CountDownLatch begun, CountDownLatch go) {
        begun.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return counts.incrementAndGet();
    }

    @Test
    void there_is_one_count_at_a_time() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<Object>> ends = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                ProjectId project = new ProjectId("p" + i);
                boolean wish = i % 2 == 0;
                ends.add(
                        threads.submit(() ->
                                wish
                                        ? queue.wished(project, _ -> alone(now, most))
                                        : queue.await(project, _ -> alone(now, most))));
            }
        }
        for (Future<Object> end : ends) {
            end.get();
        }
        assertEquals(40, counts.get());
        assertEquals(1, most.get());
    }

    private int alone(AtomicInteger now, AtomicInteger most) {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        sleep();
        now.decrementAndGet();
        return counts.incrementAndGet();
    }

    @Test
    void a_long_wished_count_lets_those_go_first_for_whom_a_write_waits() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch begun = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> wish =
                    threads.submit(
                            () -> queue.wished(ONE, tally -> longCount(tally, begun, order)));
            begun.await();
            assertTrue(queue.await(OTHER, _ -> order.add("short")));
            assertTrue(wish.get());
        }
        assertEquals(List.of("short", "long"), order);
    }

    private static boolean longCount(Tally tally, CountDownLatch begun, List<String> order) {
        begun.countDown();
        for (int i = 0; i < 10_000 && order.isEmpty(); i++) {
            tally.saw(List.of());
            sleep();
        }
        return order.add("long");
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_count_that_fails_is_no_count() {
        assertFalse(
                queue.await(
                        ONE,
                        _ -> {
                            throw new IllegalStateException("test");
                        }));
        assertTrue(queue.await(ONE, _ -> counts.incrementAndGet()));
    }

    @Test
    void closing_ends_what_runs_and_what_waits() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> wish =
                    threads.submit(() ->
                            queue.wished(ONE, tally -> longCount(tally, begun, new ArrayList<>())));
            begun.await();
            queue.close();
            assertThrows(Exception.class, wish::get);
        }
        assertFalse(queue.await(OTHER, _ -> counts.incrementAndGet()));
        assertThrows(CountBrokenOff.class, () -> queue.wished(ONE, _ -> counts.incrementAndGet()));
    }
}
