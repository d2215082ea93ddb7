package io.flowkeep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flowkeep.auth.CachedAuthority.Lifetimes;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.testing.StoppedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class CachedAuthorityTest {
    private static final Logger OUTAGES = (Logger) LoggerFactory.getLogger(OutageLog.class);
    private static final ProjectId P1 = new ProjectId("p1");
    private static final ProjectId P2 = new ProjectId("p2");
    private static final BearerToken TOKEN = new BearerToken("a-token");
    private static final CheckAnswer YES = new CheckAnswer.Allowed(Quotas.UNSET);
    private static final CheckAnswer NO = new CheckAnswer.Refused();
    private static final CheckAnswer AWAY = new CheckAnswer.Unreachable("HTTP 503");
    private static final Access ALLOWED =
            new Access.Allowed(new Caller(P1, Quotas.UNSET, new TeamReach.AnyTeam()));
    private static final Access REFUSED = new Access.Refused();

    private final StoppedClock clock = StoppedClock.overflowsAfter(Duration.ofSeconds(5));
    private final AtomicInteger calls = new AtomicInteger();
    private final Watch watch = new Watch();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private volatile CheckAnswer answer = YES;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final CachedAuthority authority =
            new CachedAuthority(this::ask, Lifetimes.USUAL, clock::nanoTime, watch);

    private CheckAnswer ask(BearerToken token, ProjectId project) {
        calls.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            return AWAY;
        }
        return answer;
    }

    private static final class Watch implements AuthorityWatch {
        private final AtomicInteger hits = new AtomicInteger();
        private final AtomicInteger misses = new AtomicInteger();
        private final AtomicInteger graces = new AtomicInteger();
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public void hit() {
            hits.incrementAndGet();
        }

        @Override
        public void miss() {
            misses.incrementAndGet();
        }

        @Override
        public void servedOnGrace() {
            graces.incrementAndGet();
        }

        @Override
        public void asked(CheckAnswer given, Duration took) {
            asked.incrementAndGet();
        }
    }

    @BeforeEach
    void listen() {
        log.start();
        OUTAGES.setLevel(Level.INFO);
        OUTAGES.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        OUTAGES.detachAppender(log);
        OUTAGES.setLevel(null); // as the logger above it
    }

    private void pass(Duration time) {
        clock.pass(time);
    }

    private Access check() {
        return authority.check(TOKEN, P1);
    }

    @Test
    void a_yes_counts_for_90_seconds_from_the_answer_and_not_from_its_use() {
        assertEquals(ALLOWED, check());
        pass(Duration.ofSeconds(88));
        assertEquals(ALLOWED, check());
        assertEquals(1, calls.get());
        pass(Duration.ofSeconds(3));
        answer = NO;
        assertEquals(REFUSED, check());
        assertEquals(2, calls.get());
        assertEquals(1, watch.hits.get());
        assertEquals(2, watch.misses.get());
        assertEquals(2, watch.asked.get());
    }

    @Test
    void a_no_counts_for_a_second() {
        answer = NO;
        assertEquals(REFUSED, check());
        answer = YES;
        pass(Duration.ofMillis(999));
        assertEquals(REFUSED, check());
        assertEquals(1, calls.get());
        pass(Duration.ofMillis(1));
        assertEquals(ALLOWED, check());
        assertEquals(2, calls.get());
    }

    @Test
    void a_token_used_on_another_project_is_asked_about_again_and_keeps_the_first_answer() {
        check();
        answer = NO;
        assertEquals(REFUSED, authority.check(TOKEN, P2));
        assertEquals(REFUSED, authority.check(new BearerToken("other"), P1));
        assertEquals(ALLOWED, check());
        assertEquals(3, calls.get());
    }

    @Test
    void no_answer_without_an_earlier_yes_is_a_refusal_and_is_not_remembered() {
        answer = AWAY;
        assertEquals(REFUSED, check());
        answer = YES;
        assertEquals(ALLOWED, check());
        assertEquals(2, calls.get());
        assertEquals(0, watch.graces.get());
    }

    @Test
    void a_token_that_was_good_serves_on_for_the_grace_and_no_longer() {
        check();
        answer = AWAY;
        pass(Duration.ofSeconds(91));
        assertEquals(ALLOWED, check());
        assertEquals(1, watch.graces.get());
        pass(Duration.ofSeconds(300 - 91 - 1));
        assertEquals(ALLOWED, check());
        pass(Duration.ofSeconds(1));
        assertEquals(REFUSED, check());
        assertEquals(2, watch.graces.get());
    }

    @Test
    void without_a_grace_an_outage_refuses_after_90_seconds() {
        CachedAuthority strict =
                new CachedAuthority(
                        this::ask,
                        Lifetimes.USUAL.withGrace(Duration.ZERO),
                        clock::nanoTime,
                        AuthorityWatch.NONE);
        assertEquals(ALLOWED, strict.check(TOKEN, P1));
        answer = AWAY;
        pass(Duration.ofSeconds(89));
        assertEquals(ALLOWED, strict.check(TOKEN, P1));
        pass(Duration.ofSeconds(1));
        assertEquals(REFUSED, strict.check(TOKEN, P1));
    }

    @Test
    void a_platform_that_refuses_ends_the_grace() throws InterruptedException {
        check();
        answer = AWAY;
        pass(Duration.ofSeconds(91));
        assertEquals(ALLOWED, check());
        answer = NO;
        pass(Duration.ofSeconds(2));
        assertEquals(ALLOWED, check()); // sets off the call that finds out
        settle(3);
        assertEquals(REFUSED, check());
        answer = AWAY;
        pass(Duration.ofSeconds(2));
        assertEquals(REFUSED, check());
    }

    @Test
    void while_the_platform_is_away_only_the_first_request_waits_for_it()
            throws InterruptedException {
        check();
        answer = AWAY;
        pass(Duration.ofSeconds(91));
        assertEquals(ALLOWED, check());
        gate = new CountDownLatch(1); // from now on the platform hangs
        for (int i = 0; i < 10; i++) {
            assertEquals(ALLOWED, check());
        }
        assertEquals(2, calls.get());
        pass(Duration.ofSeconds(1));
        for (int i = 0; i < 10; i++) {
            assertEquals(ALLOWED, check());
        }
        answer = YES;
        gate.countDown();
        settle(3);
        assertEquals(ALLOWED, check());
        assertEquals(3, calls.get());
        assertEquals(21, watch.graces.get());
    }

    /** Waits until so many calls have come to their end and are remembered. */
    private void settle(int asked) throws InterruptedException {
        for (int i = 0; i < 500 && (watch.asked.get() < asked || authority.isAsking()); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertEquals(asked, watch.asked.get());
    }

    @Test
    void checks_at_the_same_time_join_whatever_comes_of_them() throws Exception {
        for (CheckAnswer next : List.of(AWAY, NO, YES)) {
            answer = next;
            calls.set(0);
            gate = new CountDownLatch(1);
            List<Access> results = checkAtOnce(20);
            assertEquals(1, calls.get(), next.toString());
            Access expected = next.equals(YES) ? ALLOWED : REFUSED;
            results.forEach(result -> assertEquals(expected, result));
            pass(Duration.ofSeconds(2));
        }
    }

    private List<Access> checkAtOnce(int callers) throws Exception {
        int before = watch.misses.get();
        List<Future<Access>> running = new ArrayList<>();
        List<Access> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                Callable<Access> caller = this::check;
                running.add(threads.submit(caller));
            }
            while (watch.misses.get() < before + callers) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            TimeUnit.MILLISECONDS.sleep(50); // from the miss to the queue is a few instructions
            gate.countDown();
            for (Future<Access> result : running) {
                results.add(result.get());
            }
        }
        return results;
    }

    @Test
    void a_caller_that_is_broken_off_takes_nobodys_answer_with_it() throws Exception {
        gate = new CountDownLatch(1);
        Thread first = Thread.ofVirtual().start(this::check);
        while (calls.get() == 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        first.interrupt();
        first.join();
        gate.countDown();
        assertEquals(ALLOWED, check());
        assertEquals(1, calls.get());
    }

    @Test
    void an_outage_is_one_warning_and_its_end_one_line_without_a_token() {
        check();
        answer = AWAY;
        pass(Duration.ofSeconds(91));
        for (int i = 0; i < 5; i++) {
            authority.check(new BearerToken("cold-" + i), P1);
        }
        check();
        answer = YES;
        authority.check(new BearerToken("warm"), P1);
        authority.check(new BearerToken("warm"), P2);
        assertEquals(
                List.of(Level.WARN, Level.INFO),
                log.list.stream().map(ILoggingEvent::getLevel).toList());
        assertEquals(
                "The platform cannot be reached (HTTP 503); tokens that were good serve on for"
                        + " 300 s after their last good answer",
                log.list.getFirst().getFormattedMessage());
    }

    @Test
    void a_platform_that_fails_now_and_then_is_warned_of_once_a_minute() {
        for (int i = 0; i < 50; i++) {
            answer = i % 2 == 0 ? AWAY : YES;
            authority.check(new BearerToken("token-" + i), P1);
        }
        assertEquals(2, log.list.size());
        pass(Duration.ofMinutes(1));
        answer = AWAY;
        authority.check(new BearerToken("later"), P1);
        assertEquals(3, log.list.size());
    }

    @Test
    void the_platforms_tokens_see_no_team() {
        assertEquals(new TeamAccess.Refused(), authority.checkTeam(TOKEN, new TeamId("t1")));
        assertEquals(0, calls.get());
    }
}
