package io.flowkeep.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.moving.MoveCounts;
import io.flowkeep.moving.MoveWatch;
import io.flowkeep.moving.Source;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MoveProgressTest {
    private final StringWriter out = new StringWriter();
    private long nanos;
    private final MoveWatch lines = MoveProgress.lines(new PrintWriter(out), "flows", () -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void a_line_comes_every_five_seconds_with_counts_rate_and_time_left() {
        lines.begins("moving", Source.Unit.RECORDS, 0);
        lines.total(12_000);
        pass(Duration.ofSeconds(4));
        lines.done(1_500, new MoveCounts(1_500, 0, 0, 0));
        assertEquals("", out.toString());
        pass(Duration.ofSeconds(1));
        lines.done(2_000, new MoveCounts(1_997, 0, 0, 3));
        assertEquals(
                "flowkeep: moving flows: 2,000 of 12,000, 400/s, 25 s left (2,000 flows, 3"
                        + " skipped)\n",
                out.toString());
    }

    @Test
    void the_rate_is_that_of_this_run() {
        lines.begins("moving", Source.Unit.RECORDS, 1_000);
        lines.total(2_000);
        pass(Duration.ofSeconds(5));
        lines.done(1_500, new MoveCounts(1_500, 0, 0, 0));
        assertEquals(
                "flowkeep: moving flows: 1,500 of 2,000, 100/s, 5 s left (1,500 flows)\n",
                out.toString());
    }

    @Test
    void bytes_are_counted_in_mebibytes() {
        lines.begins("moving", Source.Unit.BYTES, 0);
        pass(Duration.ofSeconds(5));
        lines.done(10 << 20, new MoveCounts(7, 0, 0, 0));
        assertEquals("flowkeep: moving flows: 10.0 MiB, 2.0 MiB/s (7 flows)\n", out.toString());
    }

    @Test
    void what_is_not_known_is_left_out() {
        lines.begins("looking", Source.Unit.RECORDS, 0);
        lines.total(-1);
        pass(Duration.ofSeconds(10));
        lines.done(0, MoveCounts.NONE);
        assertEquals("flowkeep: looking flows: 0, 0/s (0 flows)\n", out.toString());
    }

    @Test
    void a_bar_shows_counts_and_rate_on_a_terminal() {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        MoveWatch bar = MoveProgress.bar(new PrintStream(terminal, true, UTF_8), "flows");
        bar.begins("moving", Source.Unit.RECORDS, 0);
        bar.total(10);
        bar.done(10, new MoveCounts(8, 0, 0, 2));
        bar.ends();
        bar.total(11);
        bar.done(11, MoveCounts.NONE);
        String shown = terminal.toString(UTF_8);
        assertTrue(shown.contains("moving flows"), shown);
        assertTrue(shown.contains("10/10"), shown);
    }
}
