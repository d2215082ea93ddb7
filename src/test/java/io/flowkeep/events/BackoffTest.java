package io.flowkeep.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class BackoffTest {
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));

    @Test
    void pauses_double_up_to_the_longest() {
        assertEquals(
                List.of(1L, 2L, 4L, 8L, 10L, 10L),
                IntStream.rangeClosed(1, 6)
                        .mapToObj(failures -> BACKOFF.after(failures).toSeconds())
                        .toList());
    }

    @Test
    void any_number_of_failures_is_borne() {
        assertEquals(Duration.ofSeconds(10), BACKOFF.after(Integer.MAX_VALUE));
    }

    @Test
    void a_sleep_ends_when_there_is_no_point_in_going_on() throws Exception {
        long start = System.nanoTime();
        BACKOFF.sleepAfter(4, () -> false);
        assertEquals(0, Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }

    @Test
    void pauses_of_no_length_are_refused() {
        Duration second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ZERO, second));
        assertThrows(
                IllegalArgumentException.class, () -> new Backoff(second, Duration.ofMillis(1)));
    }
}
