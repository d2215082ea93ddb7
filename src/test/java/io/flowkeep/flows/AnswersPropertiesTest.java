package io.flowkeep.flows;

import static io.flowkeep.flows.Lives.OWNER;
import static io.flowkeep.flows.SampleFlows.id;
import static io.flowkeep.flows.SampleFlows.owned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.flowkeep.events.OutboxEvent;
import io.flowkeep.testing.Generator;
import io.flowkeep.testing.Property;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * An orchestrator that is slow and answers everything in order never undoes what the owner wished
 * last.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class AnswersPropertiesTest {
    /** What happens next. */
    enum Step {
        START,
        STOP,
        FORCE,
        ANSWER
    }

    @Test
    void a_flow_that_was_told_to_run_is_not_inactive_until_it_is_told_to_stop() {
        Property.check(20_000, Generator.of(Step.values()).list(25), AnswersPropertiesTest::play);
    }

    private static void play(List<Step> steps) {
        Lives lives = new Lives();
        lives.insert(owned(1, "a", "u1"));
        Deque<OutboxEvent> announced = new ArrayDeque<>();
        boolean wished = false;
        for (Step step : steps) {
            switch (step) {
                case START -> lives.lifecycle.start(id(1), OWNER);
                case STOP -> lives.lifecycle.stop(id(1), OWNER, false);
                case FORCE -> lives.lifecycle.stop(id(1), OWNER, true);
                case ANSWER -> answer(lives, announced);
            }
            announced.addAll(lives.takeEvents());
            wished = step == Step.ANSWER ? wished : step == Step.START;
            if (wished) {
                assertNotEquals("inactive", lives.status(1));
            }
        }
        while (!announced.isEmpty()) {
            answer(lives, announced);
            announced.addAll(lives.takeEvents());
        }
        assertEquals(wished ? "active" : "inactive", lives.status(1));
    }

    private static void answer(Lives lives, Deque<OutboxEvent> announced) {
        if (!announced.isEmpty()) {
            boolean start = announced.removeFirst().name().equals("flow.starting");
            lives.hear(start ? "flow.started" : "flow.stopped", 1);
        }
    }
}
