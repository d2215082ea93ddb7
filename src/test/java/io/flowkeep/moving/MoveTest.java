package io.flowkeep.moving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class MoveTest {
    private static final String NAME = "texts from here to there";

    @TempDir Path folder;
    private final CollectedTarget target = new CollectedTarget();
    private long nanos;

    private Path file() {
        return folder.resolve("journal");
    }

    private Journal journal() throws Exception {
        return Journal.open(file(), NAME);
    }

    private Move<String> move(Source<String> source, Journal journal) {
        return new Move<>(source, target, journal, new SilentWatcher(), () -> nanos);
    }

    private static List<String> many(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i + "=v" + i).toList();
    }

    @Test
    void everything_is_moved_and_found_again() throws Exception {
        try (Journal journal = journal()) {
            Move<String> move = move(new ListedSource(many(20)), journal);
            move.run(Target.Mode.ADD);
            assertEquals(20, target.kept.size());
            assertEquals(new MoveCounts(20, 0, 0, 0), journal.tally());
            assertInstanceOf(ComparisonResult.Sound.class, move.verify());
        }
    }

    @Test
    void what_is_there_stays_unless_it_is_to_be_replaced() throws Exception {
        target.kept.putAll(Map.of("k1", "v1", "k2", "other"));
        try (Journal journal = journal()) {
            Move<String> move = move(new ListedSource(many(4)), journal);
            move.run(Target.Mode.ADD);
            assertEquals(new MoveCounts(2, 1, 0, 1), journal.tally());
            assertEquals("other", target.kept.get("k2"));
            assertInstanceOf(ComparisonResult.Sound.class, move.verify());
            journal.delete();
        }
        try (Journal journal = journal()) {
            move(new ListedSource(many(4)), journal).run(Target.Mode.REPLACE);
            assertEquals(new MoveCounts(0, 3, 1, 0), journal.tally());
            assertEquals("v2", target.kept.get("k2"));
        }
    }

    @Test
    void a_look_writes_nothing() throws Exception {
        target.kept.put("k1", "other");
        try (Journal journal = journal()) {
            move(new ListedSource(many(4)), journal).run(Target.Mode.LOOK);
            assertEquals(new MoveCounts(3, 0, 0, 1), journal.tally());
            assertEquals(Map.of("k1", "other"), target.kept);
        }
    }

    @Test
    void what_is_no_record_is_skipped_and_noted() throws Exception {
        try (Journal journal = journal()) {
            move(new ListedSource(List.of("a=1", "broken", "b=2")), journal).run(Target.Mode.ADD);
            List<Journal.Entry> skipped = new ArrayList<>();
            journal.read(entry -> {
                if (entry instanceof Journal.Entry.Skipped) {
                    skipped.add(entry);
                }
            });
            assertEquals(
                    List.of(new Journal.Entry.Skipped("2", "text 2", "no sign in it")), skipped);
            assertEquals(new MoveCounts(2, 0, 0, 1), journal.tally());
        }
    }

    @Test
    void an_interrupted_move_goes_on_where_it_was() throws Exception {
        ListedSource breaking = new ListedSource(many(50));
        breaking.failAt = 31;
        try (Journal journal = journal()) {
            assertThrows(IOException.class, () -> move(breaking, journal).run(Target.Mode.ADD));
        }
        ListedSource mended = new ListedSource(many(50));
        try (Journal journal = journal()) {
            assertEquals("30", journal.position());
            Move<String> move = move(mended, journal);
            move.run(Target.Mode.ADD);
            assertEquals(new MoveCounts(50, 0, 0, 0), journal.tally());
            assertInstanceOf(ComparisonResult.Sound.class, move.verify());
        }
    }

    @Test
    void a_target_that_breaks_leaves_what_was_put_before() throws Exception {
        target.failAfter = 7;
        try (Journal journal = journal()) {
            assertThrows(
                    IOException.class,
                    () -> move(new ListedSource(many(20)), journal).run(Target.Mode.ADD));
        }
        target.failAfter = Integer.MAX_VALUE;
        try (Journal journal = journal()) {
            assertTrue(journal.tally().all() >= 6, "whole batches before it are noted");
            move(new ListedSource(many(20)), journal).run(Target.Mode.ADD);
            assertEquals(20, journal.tally().kept());
        }
        assertEquals(20, target.kept.size());
    }

    @Test
    void what_follows_the_last_mark_is_done_again() throws Exception {
        try (Journal journal = journal()) {
            move(new ListedSource(many(3)), journal).run(Target.Mode.ADD);
        }
        Files.writeString(
                file(),
                "{\"at\":\"4\",\"key\":\"k3\",\"did\":\"MOVED\",\"sha256\":\"00\"}\n{\"at\":\"5",
                StandardOpenOption.APPEND);
        try (Journal journal = journal()) {
            assertEquals("3", journal.position());
            assertEquals(3, journal.tally().all());
            Move<String> move = move(new ListedSource(many(6)), journal);
            move.run(Target.Mode.ADD);
            assertEquals(6, journal.tally().all());
            assertInstanceOf(ComparisonResult.Sound.class, move.verify());
        }
    }

    @Test
    void the_target_is_made_safe_every_two_seconds() throws Exception {
        ListedSource source = new ListedSource(many(30));
        try (Journal journal = journal()) {
            new Move<>(source, target, journal, new SilentWatcher(), () -> nanos += 500_000_000L)
                    .run(Target.Mode.ADD);
        }
        assertTrue(target.saves >= 3, "saves: " + target.saves);
    }

    @Test
    void a_journal_of_another_move_is_refused() throws Exception {
        try (Journal journal = journal()) {
            move(new ListedSource(many(1)), journal).run(Target.Mode.ADD);
        }
        Journal.Misfit misfit =
                assertThrows(Journal.Misfit.class, () -> Journal.open(file(), "something else"));
        assertTrue(String.valueOf(misfit.getMessage()).contains(NAME), misfit.getMessage());
        Files.writeString(file(), "my shopping list");
        assertThrows(Journal.Misfit.class, this::journal);
        assertEquals("my shopping list", Files.readString(file()));
    }

    @Test
    void checking_names_what_has_changed_or_is_gone() throws Exception {
        try (Journal journal = journal()) {
            Move<String> move = move(new ListedSource(many(20)), journal);
            move.run(Target.Mode.ADD);
            target.kept.put("k3", "v3 ");
            target.kept.remove("k11");
            assertEquals(new ComparisonResult.Unsound(2, List.of("k3", "k11")), move.verify());
        }
    }

    @Test
    void a_key_that_comes_twice_counts_as_it_came_last() throws Exception {
        List<String> twice = List.of("a=1", "b=1", "a=2", "c=1");
        try (Journal journal = journal()) {
            Move<String> move = move(new ListedSource(twice), journal);
            move.run(Target.Mode.REPLACE);
            assertEquals(new MoveCounts(3, 0, 1, 0), journal.tally());
            assertInstanceOf(ComparisonResult.Sound.class, move.verify());
        }
        assertEquals("2", target.kept.get("a"));
    }

    @Test
    void the_sum_of_all_checksums_does_not_depend_on_the_order() throws Exception {
        String forwards = sum(many(9));
        target.kept.clear();
        assertEquals(forwards, sum(many(9).reversed()));
        target.kept.clear();
        assertFalse(forwards.equals(sum(many(10))));
    }

    private String sum(List<String> texts) throws Exception {
        try (Journal journal = journal()) {
            Move<String> move = move(new ListedSource(texts), journal);
            move.run(Target.Mode.ADD);
            String sum = assertInstanceOf(ComparisonResult.Sound.class, move.verify()).checksum();
            journal.delete();
            return sum;
        }
    }
}
