package io.flowkeep.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class WholeBodiesTest {
    private static final Duration NOW = Duration.ZERO;
    private final WholeBodies bodies = new WholeBodies(1 << 20);

    @Test
    void small_bodies_ask_for_nothing() {
        assertEquals(0, bodies.unitsFor(64 * 1024));
        assertEquals(65, bodies.unitsFor(64 * 1024 + 1));
    }

    @Test
    void a_body_larger_than_all_takes_all_and_others_are_refused_meanwhile() {
        int all = bodies.unitsFor(10 << 20);
        bodies.take(all, NOW);
        int other = bodies.unitsFor(100_000);
        Refusal refusal = assertThrows(Refusal.class, () -> bodies.take(other, NOW));
        assertEquals(503, refusal.reply().status());
        bodies.giveBack(all);
        bodies.take(other, NOW);
    }
}
