package io.flowkeep.moving;

import static io.flowkeep.flows.SampleFlows.owned;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.files.Charge;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.Precondition;
import io.flowkeep.files.Terms;
import io.flowkeep.flows.Flow;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.storage.memory.MemoryFileStore;
import io.flowkeep.storage.memory.MemoryFlowStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines and tars as targets: interrupted, torn, changed behind our back. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FilesAsTargetsTest {
    private static final int COUNT = 40;

    @TempDir Path folder;
    private final FlowStore flows = new MemoryFlowStore();
    private final FileStore files =
            new MemoryFileStore(InstantSource.fixed(Instant.EPOCH), 100_000);

    /** Breaks before the piece of a number. */
    private record Breaking<R>(Source<R> inner, long at) implements Source<R> {
        @Override
        public void goOnBehind(String position) throws IOException {
            inner.goOnBehind(position);
        }

        @Override
        public Optional<SourceItem<R>> next() throws IOException {
            if (inner.done() == at) {
                throw new IOException("the source broke");
            }
            return inner.next();
        }

        @Override
        public int atOnce() {
            return inner.atOnce();
        }

        @Override
        public Unit unit() {
            return inner.unit();
        }

        @Override
        public long done() {
            return inner.done();
        }

        @Override
        public long total() {
            return inner.total();
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }
    }

    @FunctionalInterface
    private interface Opening<R> {
        Target<R> at(long length) throws IOException;
    }

    private Journal journal() throws Exception {
        return Journal.open(folder.resolve("journal"), "a move");
    }

    private <R> ComparisonResult run(Source<R> source, Opening<R> opening, boolean keepJournal)
            throws Exception {
        try (Journal journal = journal();
                Target<R> target = opening.at(journal.length())) {
            Move<R> move =
                    new Move<>(source, target, journal, new SilentWatcher(), System::nanoTime);
            move.run(Target.Mode.ADD);
            ComparisonResult verdict = move.verify();
            if (!keepJournal) {
                journal.delete();
            }
            return verdict;
        }
    }

    private Source<Flow> flowSource() {
        return Sources.flows(flows, () -> {});
    }

    private Source<FileRecord> fileSource() {
        return Sources.files(files, () -> {});
    }

    private void fill() throws IOException {
        Charge free =
                new Charge() {
                    @Override
                    public boolean create(long newBytes) {
                        return true;
                    }

                    @Override
                    public boolean change(long oldBytes, long newBytes) {
                        return true;
                    }

                    @Override
                    public void removed(long oldBytes) {}

                    @Override
                    public void undo() {}

                    @Override
                    public long limitBytes() {
                        return 0;
                    }
                };
        for (int i = 0; i < COUNT; i++) {
            flows.insert(owned(i + 1, "flow " + i, "u"), List.of());
            FileKey key = FileKeyText.parse("t/p" + i % 3 + "/file" + i).orElseThrow();
            var _ =
                    files.replace(
                            key,
                            new ByteArrayInputStream(
                                    ("content " + i).repeat(i * 10).getBytes(UTF_8)),
                            new Terms(new Precondition.Always(), free));
        }
    }

    @Test
    void lines_that_broke_off_are_gone_on_with() throws Exception {
        fill();
        Path whole = folder.resolve("whole");
        assertInstanceOf(
                ComparisonResult.Sound.class,
                run(flowSource(), length -> NeutralForm.FLOWS.target(whole, length), false));
        Path parts = folder.resolve("parts");
        Opening<Flow> opening = length -> NeutralForm.FLOWS.target(parts, length);
        assertThrows(IOException.class, () -> run(new Breaking<>(flowSource(), 11), opening, true));
        Files.writeString(parts, "{\"torn", StandardOpenOption.APPEND);
        assertInstanceOf(ComparisonResult.Sound.class, run(flowSource(), opening, false));
        assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(parts));
    }

    @Test
    void a_tar_that_broke_off_is_gone_on_with() throws Exception {
        fill();
        Path whole = folder.resolve("whole");
        assertInstanceOf(
                ComparisonResult.Sound.class,
                run(fileSource(), length -> NeutralForm.FILES.target(whole, length), false));
        Path parts = folder.resolve("parts");
        Opening<FileRecord> opening = length -> NeutralForm.FILES.target(parts, length);
        for (int at : List.of(3, 4, 14)) {
            assertThrows(
                    IOException.class, () -> run(new Breaking<>(fileSource(), at), opening, true));
            Files.write(parts, new byte[700], StandardOpenOption.APPEND);
        }
        assertInstanceOf(ComparisonResult.Sound.class, run(fileSource(), opening, false));
        try (TarSource left = new TarSource(Files.newInputStream(whole), -1);
                TarSource right = new TarSource(Files.newInputStream(parts), -1)) {
            for (int i = 0; i < COUNT; i++) {
                assertEquals(read(left), read(right));
            }
            assertEquals(Optional.empty(), right.next());
        }
    }

    private static String read(TarSource tar) throws IOException {
        if (tar.next().orElseThrow() instanceof SourceItem.Good<FileRecord> good) {
            try (FileRecord.Reading reading = good.content().content().open()) {
                return good.key() + " " + Checksums.of(reading.stream());
            }
        }
        throw new AssertionError("no file");
    }

    @Test
    void a_file_that_lost_what_was_safe_is_not_gone_on_with() throws Exception {
        fill();
        Path parts = folder.resolve("parts");
        Opening<Flow> opening = length -> NeutralForm.FLOWS.target(parts, length);
        assertThrows(IOException.class, () -> run(new Breaking<>(flowSource(), 11), opening, true));
        Files.writeString(parts, "short");
        IOException refused =
                assertThrows(IOException.class, () -> run(flowSource(), opening, true));
        assertTrue(String.valueOf(refused.getMessage()).contains("shorter"));
        assertEquals("short", Files.readString(parts));
    }

    @Test
    void a_changed_byte_in_the_lines_is_found() throws Exception {
        fill();
        Path file = folder.resolve("lines");
        try (Journal journal = journal();
                Target<Flow> target = NeutralForm.FLOWS.target(file, 0)) {
            Move<Flow> move =
                    new Move<>(
                            flowSource(), target, journal, new SilentWatcher(), System::nanoTime);
            move.run(Target.Mode.ADD);
            String text = Files.readString(file);
            Files.writeString(file, text.replace("\"flow 6\"", "\"flow-6\""));
            assertEquals(
                    new ComparisonResult.Unsound(1, List.of("000000000000000000000007")),
                    move.verify());
            Files.writeString(file, text.substring(0, text.length() - 10));
            assertEquals(
                    new ComparisonResult.Unsound(1, List.of("000000000000000000000028")),
                    move.verify());
        }
    }

    @Test
    void a_changed_byte_in_a_tar_is_found() throws Exception {
        fill();
        Path file = folder.resolve("tar");
        try (Journal journal = journal();
                Target<FileRecord> target = NeutralForm.FILES.target(file, 0)) {
            Move<FileRecord> move =
                    new Move<>(
                            fileSource(), target, journal, new SilentWatcher(), System::nanoTime);
            move.run(Target.Mode.ADD);
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, UTF_8);
            bytes[text.indexOf("content 9")] = 'C';
            Files.write(file, bytes);
            assertEquals(new ComparisonResult.Unsound(1, List.of("t/p0/file9")), move.verify());
        }
    }

    @Test
    void a_changed_byte_in_a_store_is_found() throws Exception {
        fill();
        FileStore other = new MemoryFileStore(InstantSource.fixed(Instant.EPOCH), 100_000);
        try (Journal journal = journal();
                Target<FileRecord> target = Targets.files(other, _ -> {}, () -> {})) {
            Move<FileRecord> move =
                    new Move<>(
                            fileSource(), target, journal, new SilentWatcher(), System::nanoTime);
            move.run(Target.Mode.ADD);
            assertInstanceOf(ComparisonResult.Sound.class, move.verify());
            FileKey key = FileKeyText.parse("t/p0/file9").orElseThrow();
            var _ =
                    Targets.files(other, _ -> {}, () -> {})
                            .put(
                                    new SourceItem.Good<>("1", "t/p0/file9", "", 1, another(key)),
                                    Target.Mode.REPLACE);
            assertEquals(new ComparisonResult.Unsound(1, List.of("t/p0/file9")), move.verify());
        }
    }

    private static FileRecord another(FileKey key) {
        byte[] content = "other".getBytes(UTF_8);
        return new FileRecord(
                key,
                () ->
                        new FileRecord.Reading(
                                content.length, Instant.EPOCH, new ByteArrayInputStream(content)),
                true);
    }
}
