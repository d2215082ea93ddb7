package io.flowkeep.storage.localfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.flowkeep.faults.Durability;
import io.flowkeep.faults.StoreCorrupt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each point at which a crash can fall, made by hand: these records, and the files as they are. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ReplayTest {
    private static final Flushing FLUSHED = new Flushing(Durability.FULL);
    private static final JournalLimits LIMITS =
            new JournalLimits(4096, 1 << 20, Duration.ofHours(1), Duration.ofSeconds(5));
    private static final String NAME = "t/p/f";

    @TempDir Path root;
    private Path file;
    private Path journal;
    private Path temporary;

    @BeforeEach
    void makeFolders() throws IOException {
        journal = Files.createDirectories(root.resolve(".flowkeep/journal"));
        temporary = Files.createDirectories(root.resolve(".flowkeep/tmp"));
        file = Files.createDirectories(root.resolve("t/p")).resolve("f");
    }

    private static JournalRecord put(String body) {
        return new JournalRecord.Put(NAME, body.getBytes(UTF_8));
    }

    private static JournalRecord append(long offset, String bytes) {
        return new JournalRecord.Append(NAME, offset, bytes.getBytes(UTF_8));
    }

    private static JournalRecord move() {
        return new JournalRecord.Move(NAME, ".flowkeep/tmp/new-1");
    }

    /** Leaves these records in the journal, as a crash does. */
    private void log(JournalRecord... records) throws IOException {
        try (Crash crash = new Crash()) {
            for (JournalRecord item : records) {
                crash.logged.add(crash.journal.log(List.of(item)));
            }
        }
    }

    /** A journal whose process dies: its files stay. */
    private final class Crash implements AutoCloseable {
        private final Soundness soundness = new Soundness();
        private final List<LoggedRecords> logged = new ArrayList<>();
        private final WriteJournal journal;

        Crash() {
            JournalSegments segments = new JournalSegments(ReplayTest.this.journal, 4096, FLUSHED);
            journal =
                    WriteJournal.start(
                            segments,
                            new Checkpoint(segments, FLUSHED, soundness, LIMITS),
                            FLUSHED,
                            soundness,
                            LIMITS);
        }

        @Override
        public void close() {
            soundness.fail("killed by the test", new IOException("killed"));
            logged.forEach(LoggedRecords::applied);
            journal.close();
        }
    }

    private void replay() throws IOException {
        TemporaryFiles files = new TemporaryFiles(temporary, FLUSHED);
        Replay.run(root, journal, files, FLUSHED);
        files.sweep();
    }

    @Test
    void a_record_is_carried_out_though_its_folder_never_reached_the_disk() throws IOException {
        log(new JournalRecord.Put("t/new/x/y", "body".getBytes(UTF_8)));
        replay();
        assertEquals("body", Files.readString(root.resolve("t/new/x/y")));
    }

    @Test
    void half_an_overwrite_is_made_whole() throws IOException {
        Files.writeString(file, "newold and longer");
        log(put("new body"));
        replay();
        assertEquals("new body", Files.readString(file));
    }

    @Test
    void appends_are_put_where_they_belong_however_much_is_there() throws IOException {
        log(append(3, "def"), append(6, "ghi"));
        Path kept = root.resolve("kept");
        Files.createDirectories(kept);
        for (Path segment : JournalSegments.leftovers(journal)) {
            Files.copy(segment, kept.resolve(segment.getFileName().toString()));
        }
        for (String there : List.of("abc", "abcd", "abcdef", "abc\0\0\0gh", "abcdefghi")) {
            Files.writeString(file, there);
            for (Path segment : JournalSegments.leftovers(kept)) {
                Files.copy(
                        segment,
                        journal.resolve(segment.getFileName().toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            replay();
            assertEquals("abcdefghi", Files.readString(file));
        }
    }

    @Test
    void a_large_replace_whose_rename_is_lost_is_renamed_again() throws IOException {
        Files.writeString(file, "small");
        Files.writeString(temporary.resolve("new-1"), "large");
        log(put("small"), move(), append(5, "+"));
        replay();
        assertEquals("large+", Files.readString(file));
    }

    @Test
    void a_large_replace_that_reached_the_disk_is_not_undone_by_older_records() throws IOException {
        Files.writeString(file, "large");
        log(put("small"), append(5, "er"), move());
        replay();
        assertEquals("large", Files.readString(file));
    }

    @Test
    void a_large_append_that_was_not_finished_is_cut_off() throws IOException {
        Files.writeString(file, "smallerHALF OF A LAR");
        log(put("small"), append(5, "er"), new JournalRecord.GrowBegin(NAME, 7));
        replay();
        assertEquals("smaller", Files.readString(file));
    }

    @Test
    void a_finished_large_append_is_not_undone_by_older_records() throws IOException {
        Files.writeString(file, "smallLARGE");
        log(
                put("small"),
                new JournalRecord.GrowBegin(NAME, 5),
                new JournalRecord.GrowEnd(NAME),
                append(10, "+"));
        replay();
        assertEquals("smallLARGE+", Files.readString(file));
    }

    @Test
    void a_deleted_file_stays_deleted_and_a_cancelled_deletion_does_not() throws IOException {
        Files.writeString(file, "x");
        log(put("x"), new JournalRecord.Delete(NAME));
        replay();
        assertFalse(Files.exists(file));
        log(put("y"), new JournalRecord.Delete(NAME), new JournalRecord.Cancel(2, 2));
        replay();
        assertEquals("y", Files.readString(file));
    }

    @Test
    void a_change_that_failed_and_was_taken_back_is_not_replayed() throws IOException {
        Files.writeString(file, "old");
        try (Crash crash = new Crash()) {
            Redo redo = new Redo(crash.journal, crash.soundness);
            assertThrows(
                    IOException.class,
                    () ->
                            redo.run(
                                    new FileQueues.Lane(),
                                    List.of(put("new")),
                                    List.of(file),
                                    () -> {
                                        Files.writeString(file, "ne");
                                        throw new IOException("No space left on device");
                                    },
                                    () -> Files.writeString(file, "old")));
        }
        replay();
        assertEquals("old", Files.readString(file));
    }

    @Test
    void a_gap_in_the_journal_refuses_to_open() throws IOException {
        log(put("x".repeat(2500)), put("y".repeat(2500)), put("z".repeat(2500)));
        List<Path> segments = JournalSegments.leftovers(journal);
        assertEquals(3, segments.size());
        Files.delete(segments.get(1));
        assertThrows(StoreCorrupt.class, this::replay);
        assertFalse(Files.exists(file));
    }

    @Test
    void what_a_crash_left_of_a_copy_beside_its_target_is_swept() throws IOException {
        Path beside = Files.writeString(file.resolveSibling(".flowkeep-7.tmp"), "half");
        Files.writeString(temporary.resolve("beside-7"), beside.toString());
        Files.writeString(temporary.resolve("new-6"), "half");
        replay();
        assertFalse(Files.exists(beside));
        assertFalse(Files.exists(temporary.resolve("new-6")));
    }

    @Test
    void a_file_can_be_put_in_place_over_the_border_of_a_file_system() throws IOException {
        Path source = Files.writeString(temporary.resolve("new-1"), "body");
        new TemporaryFiles(temporary, FLUSHED).copyIntoPlace(source, file);
        assertEquals("body", Files.readString(file));
        assertFalse(Files.exists(source));
    }
}
