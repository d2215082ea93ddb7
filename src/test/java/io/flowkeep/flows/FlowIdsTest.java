package io.flowkeep.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.testing.StoppedClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowIdsTest {
    private final StoppedClock clock = StoppedClock.at(SampleFlows.NOON);

    @Test
    void an_id_is_seconds_then_a_process_then_a_counter() {
        InstantSource fixed = InstantSource.fixed(Instant.ofEpochSecond(0x6b0246c6L));
        FlowIds ids = new FlowIds(fixed, 0xabcdef_0102030405L);
        assertEquals("6b0246c60102030405abcdef", ids.get().hex());
        assertEquals("6b0246c60102030405abcdf0", ids.get().hex());
    }

    @Test
    void the_counter_starts_again_from_zero() {
        FlowIds ids = new FlowIds(clock, 0xffffff_0000000000L);
        assertTrue(ids.get().hex().endsWith("ffffff"));
        assertTrue(ids.get().hex().endsWith("000000"));
    }

    @Test
    void ids_differ_and_sort_by_their_second() {
        FlowIds ids = new FlowIds(clock, 7);
        Set<FlowId> given = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertTrue(given.add(ids.get()));
        }
        String earlier = ids.get().hex();
        clock.pass(Duration.ofSeconds(1));
        assertTrue(earlier.compareTo(ids.get().hex()) < 0);
        assertNotEquals(new FlowIds(clock, 7 << 8).get(), new FlowIds(clock, 7).get());
    }
}
