package io.flowkeep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flowkeep.testing.StoppedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class CachedIdentitiesTest {
    private static final Logger OUTAGES = (Logger) LoggerFactory.getLogger(OutageLog.class);
    private static final Principal USER = new Principal("u", "t", Set.of("flows.read"));
    private static final IdentityAnswer YES = new IdentityAnswer.Known(USER);
    private static final IdentityAnswer NO = new IdentityAnswer.Refused(Identity.UNKNOWN);
    private static final IdentityAnswer AWAY = new IdentityAnswer.Unreachable("HTTP 503");
    private static final Identity KNOWN = new Identity.Known(USER);

    private final StoppedClock clock = StoppedClock.overflowsAfter(Duration.ofSeconds(5));
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger hits = new AtomicInteger();
    private final AtomicInteger misses = new AtomicInteger();
    private final List<CheckAnswer> seen = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private volatile IdentityAnswer answer = YES;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final CachedIdentities identities = identities(Duration.ofSeconds(30));

    private CachedIdentities identities(Duration ttl) {
        return new CachedIdentities(this::ask, ttl, clock::nanoTime, watch());
    }

    private IdentityAnswer ask(String token, IntrospectionKind kind) {
        calls.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            return AWAY;
        }
        return answer;
    }

    private AuthorityWatch watch() {
        return new AuthorityWatch() {
            @Override
            public void hit() {
                hits.incrementAndGet();
            }

            @Override
            public void miss() {
                misses.incrementAndGet();
            }

            @Override
            public void servedOnGrace() {}

            @Override
            public void asked(CheckAnswer given, Duration took) {
                seen.add(given);
            }
        };
    }

    @BeforeEach
    void listen() {
        log.start();
        OUTAGES.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        OUTAGES.detachAppender(log);
    }

    private void pass(Duration time) {
        clock.pass(time);
    }

    private Identity identify() {
        return identities.identify("a-token", "");
    }

    @Test
    void a_yes_counts_for_its_time_from_the_answer_and_not_from_its_use() {
        assertEquals(KNOWN, identify());
        pass(Duration.ofSeconds(29));
        assertEquals(KNOWN, identify());
        assertEquals(1, calls.get());
        pass(Duration.ofSeconds(1));
        answer = NO;
        assertEquals(Identity.UNKNOWN, identify());
        assertEquals(2, calls.get());
        assertEquals(1, hits.get());
        assertEquals(2, misses.get());
        assertEquals(
                List.of(new CheckAnswer.Allowed(Quotas.UNSET), new CheckAnswer.Refused()), seen);
    }

    @Test
    void a_no_counts_for_a_second_with_its_own_words() {
        answer = new IdentityAnswer.Refused(Identity.EXPIRED);
        assertEquals(Identity.EXPIRED, identify());
        answer = YES;
        pass(Duration.ofMillis(999));
        assertEquals(Identity.EXPIRED, identify());
        assertEquals(1, calls.get());
        pass(Duration.ofMillis(1));
        assertEquals(KNOWN, identify());
    }

    @Test
    void with_a_time_below_a_second_a_no_counts_no_longer_than_a_yes() {
        CachedIdentities brief = identities(Duration.ofMillis(200));
        answer = NO;
        brief.identify("x", "");
        pass(Duration.ofMillis(200));
        answer = YES;
        assertEquals(KNOWN, brief.identify("x", ""));
    }

    @Test
    void with_no_time_nothing_is_remembered() {
        CachedIdentities off = identities(Duration.ZERO);
        assertEquals(KNOWN, off.identify("x", ""));
        answer = NO;
        assertEquals(Identity.UNKNOWN, off.identify("x", ""));
        answer = YES;
        assertEquals(KNOWN, off.identify("x", ""));
        assertEquals(3, calls.get());
        assertEquals(0, off.entries());
    }

    @Test
    void no_answer_is_a_refusal_and_is_never_remembered() {
        answer = AWAY;
        assertEquals(Identity.FAILED, identify());
        answer = YES;
        assertEquals(KNOWN, identify());
        assertEquals(2, calls.get());
        assertEquals(new CheckAnswer.Unreachable("HTTP 503"), seen.getFirst());
    }

    @Test
    void nobody_is_passed_on_and_never_remembered() {
        answer = new IdentityAnswer.Known(Principal.NOBODY);
        assertEquals(new Identity.Known(Principal.NOBODY), identify());
        answer = YES;
        assertEquals(KNOWN, identify());
    }

    @Test
    void what_one_way_says_of_a_token_does_not_count_for_another() {
        assertEquals(KNOWN, identities.identify("x", "basic"));
        answer = NO;
        assertEquals(Identity.UNKNOWN, identities.identify("x", "oidc"));
        assertEquals(Identity.UNKNOWN, identities.identify("y", "basic"));
        assertEquals(KNOWN, identities.identify("x", "BASIC"));
        assertEquals(3, calls.get());
        assertEquals(Identity.UNKNOWN, identities.identify("x", "foo"));
        assertEquals(Identity.UNKNOWN, identities.identify("x", "bar"));
        assertEquals(4, calls.get());
    }

    @Test
    void a_flood_of_bad_tokens_is_bounded_and_pushes_no_good_one_out() {
        assertEquals(KNOWN, identify());
        answer = NO;
        for (int i = 0; i < CachedIdentities.MAX_ENTRIES + 500; i++) {
            identities.identify("bad-" + i, "");
        }
        assertTrue(identities.entries() <= CachedIdentities.MAX_ENTRIES + 1);
        assertEquals(KNOWN, identify());
        answer = YES;
        for (int i = 0; i < CachedIdentities.MAX_ENTRIES + 500; i++) {
            identities.identify("good-" + i, "");
        }
        assertTrue(identities.entries() <= 2L * CachedIdentities.MAX_ENTRIES);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30})
    void look_ups_of_one_token_at_once_are_one_whatever_comes_of_it(int seconds) throws Exception {
        CachedIdentities shared = identities(Duration.ofSeconds(seconds));
        for (IdentityAnswer next : List.of(YES, NO, AWAY)) {
            answer = next;
            calls.set(0);
            gate = new CountDownLatch(1);
            Set<Identity> results = Set.copyOf(identifyAtOnce(shared, next.toString()));
            assertEquals(1, calls.get(), next.toString());
            Identity expected =
                    switch (next) {
                        case IdentityAnswer.Known _ -> KNOWN;
                        case IdentityAnswer.Refused _ -> Identity.UNKNOWN;
                        case IdentityAnswer.Unreachable _ -> Identity.FAILED;
                    };
            assertEquals(Set.of(expected), results);
        }
    }

    private List<Identity> identifyAtOnce(CachedIdentities shared, String token) throws Exception {
        int before = misses.get();
        List<Future<Identity>> running = new ArrayList<>();
        List<Identity> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                Callable<Identity> caller = () -> shared.identify(token, "");
                running.add(threads.submit(caller));
            }
            while (misses.get() < before + 20) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            TimeUnit.MILLISECONDS.sleep(50); // from the miss to the queue is a few instructions
            gate.countDown();
            for (Future<Identity> result : running) {
                results.add(result.get());
            }
        }
        return results;
    }

    @Test
    void a_neighbour_that_breaks_is_a_fault_of_ours_and_is_not_remembered() {
        CachedIdentities broken =
                new CachedIdentities(
                        (_, _) -> {
                            if (calls.incrementAndGet() == 1) {
                                throw new IllegalStateException("a bug");
                            }
                            return YES;
                        },
                        Duration.ofSeconds(30),
                        clock::nanoTime,
                        AuthorityWatch.NONE);
        assertThrows(IllegalStateException.class, () -> broken.identify("x", ""));
        assertEquals(KNOWN, broken.identify("x", ""));
    }

    @Test
    void an_outage_is_one_warning_without_a_token() {
        answer = AWAY;
        identify();
        identify();
        assertEquals(
                List.of(
                        "Identity Management cannot be reached (HTTP 503); tokens are refused until"
                                + " it answers"),
                log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }
}
