package io.flowkeep.flows;

import static io.flowkeep.flows.SampleFlows.NOON;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.in;
import static io.flowkeep.flows.SampleFlows.leftIn;
import static io.flowkeep.flows.SampleFlows.owned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.flows.http.BreakingStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class LeftUnderWayTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Lives lives = new Lives();
    private final LeftUnderWay left = new LeftUnderWay(lives.store, lives.clock);

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(LeftUnderWay.class);
    }

    private List<String> said() {
        return log.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .map(message -> message.substring(message.indexOf(": ") + 2))
                .toList();
    }

    private void leave(int from, int to) {
        for (int number = from; number <= to; number++) {
            lives.insert(leftIn(FlowStatus.STARTING, owned(number, "a"), NOON));
        }
    }

    @Test
    void what_was_left_is_told_once_and_again_when_it_is_something_else() {
        left.look();
        leave(1, 2);
        lives.insert(in(FlowStatus.STARTING, owned(3, "b", "u1"), NOON), owned(4, "c", "u1"));
        left.look();
        assertEquals(List.of(), said(), "looked a moment ago");
        lives.clock.pass(HOUR);
        left.look();
        lives.clock.pass(HOUR);
        left.look();
        assertEquals(List.of("2 starting (%s %s)".formatted(id(1), id(2))), said());
        lives.lifecycle.stop(id(1), Lives.ADMIN, true);
        lives.clock.pass(HOUR);
        left.look();
        assertEquals("1 starting (%s)".formatted(id(2)), said().getLast());
        lives.lifecycle.stop(id(2), Lives.ADMIN, true);
        lives.clock.pass(HOUR);
        left.look();
        assertEquals(2, said().size(), "nothing is left");
    }

    @Test
    void many_are_counted_and_few_named() {
        leave(1, 1234);
        left.look();
        String message = said().getFirst();
        assertTrue(message.startsWith("1234 starting (" + id(1) + " "), message);
        assertTrue(message.endsWith(" " + id(20) + " ...)"), message);
    }

    @Test
    void counting_ends_somewhere() {
        leave(1, 10_600);
        left.look();
        assertTrue(said().getFirst().startsWith("at least 10000 starting ("), said().getFirst());
    }

    @Test
    void after_a_fault_the_next_call_looks() {
        leave(1, 1);
        BreakingStore store = new BreakingStore(lives.store);
        LeftUnderWay looking = new LeftUnderWay(store, lives.clock);
        store.breakAfter(0, () -> new StoreUnavailable("away", new IllegalStateException()));
        assertThrows(StoreUnavailable.class, looking::look);
        store.mend();
        looking.look();
        assertEquals(1, said().size());
    }
}
