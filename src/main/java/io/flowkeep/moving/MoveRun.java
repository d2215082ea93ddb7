package io.flowkeep.moving;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.text.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * One run of a move, with the journal by which an interrupted one is taken up again. Closing it
 * leaves the journal, unless the run is {@link #finish finished} or cannot be taken up. For one
 * thread.
 *
 * @param <R> the records
 */
public final class MoveRun<R> implements AutoCloseable {
    private final MoveEnd<R> from;
    private final MoveEnd<R> to;
    private final Wish wish;
    private final boolean isKept;
    private final Path file;
    private final Journal journal;

    /**
     * What was asked for.
     *
     * @param what is moved, in a word
     * @param form as given, for the journal
     * @param journal where progress is to be kept; empty: beside the target or in the folder
     * @param folder the caller's
     */
    public record Wish(
            String what, Target.Mode mode, String form, Optional<Path> journal, Path folder) {}

    private MoveRun(
            MoveEnd<R> from, MoveEnd<R> to, Wish wish, boolean isKept, Path file, Journal journal) {
        this.from = from;
        this.to = to;
        this.wish = wish;
        this.isKept = isKept;
        this.file = file;
        this.journal = journal;
    }

    /**
     * Opens the journal, or a new one, and neither of the ends.
     *
     * @throws MoveEnd.Misuse source and target are the same, a file would be overwritten, or the
     *     journal is another move's
     */
    public static <R> MoveRun<R> open(MoveEnd<R> from, MoveEnd<R> to, Wish wish)
            throws MoveEnd.Misuse, IOException {
        if (from.shown().equals(to.shown())) {
            throw new MoveEnd.Misuse("--from and --to are the same: " + from.shown());
        }
        boolean isKept = wish.mode() != Target.Mode.LOOK && !from.isPipe() && !to.isPipe();
        Optional<Path> kept = isKept ? Optional.of(journalFile(from, to, wish)) : Optional.empty();
        if (kept.isEmpty() || !Files.exists(kept.get()) || Files.size(kept.get()) == 0) {
            refuseToOverwrite(to, wish);
        }
        Path file = kept.isPresent() ? kept.get() : Files.createTempFile("flowkeep-", ".move");
        String form = wish.form().isEmpty() ? "" : " as " + wish.form();
        String title = title(from, to, wish) + form + " (" + wish.mode() + ")";
        try {
            return new MoveRun<>(from, to, wish, isKept, file, Journal.open(file, title));
        } catch (Journal.Misfit e) {
            throw new MoveEnd.Misuse(String.valueOf(e.getMessage()));
        }
    }

    private static Path journalFile(MoveEnd<?> from, MoveEnd<?> to, Wish wish) {
        return wish.journal()
                .or(() -> to.file().map(file -> Path.of(file + ".flowkeep-move")))
                .orElseGet(() -> {
                    CRC32 crc = new CRC32();
                    crc.update(Utf8.bytes(from.shown() + " " + to.shown()));
                    return wish.folder()
                            .resolve(
                                    String.format(
                                            Locale.ROOT,
                                            "%s-%08x.flowkeep-move",
                                            wish.what(),
                                            crc.getValue()));
                });
    }

    private static void refuseToOverwrite(MoveEnd<?> to, Wish wish) throws MoveEnd.Misuse {
        Optional<Path> written = to.file();
        if (wish.mode() == Target.Mode.ADD && written.filter(Files::exists).isPresent()) {
            throw new MoveEnd.Misuse(
                    written.get() + " exists; --replace writes it anew, or name another");
        }
    }

    private static String title(MoveEnd<?> from, MoveEnd<?> to, Wish wish) {
        return wish.what() + " from " + from.shown() + " to " + to.shown();
    }

    /** What is moved where, for people. */
    public String title() {
        return title(from, to, wish);
    }

    /** What has been done so far, that of earlier runs included. */
    public MoveCounts counts() {
        return journal.tally();
    }

    /** Where progress is kept. */
    public Path file() {
        return file;
    }

    /** What became of each record so far. */
    public Journal journal() {
        return journal;
    }

    /** Moves what is left, and compares. */
    public MoveOutcome go(MoveWatch watch) throws MoveEnd.Misuse {
        try (Source<R> source = from.source();
                Target<R> target = target()) {
            Move<R> move = new Move<>(source, target, journal, watch, System::nanoTime);
            move.run(wish.mode());
            return new MoveOutcome.Ended(
                    counts(),
                    wish.mode() == Target.Mode.LOOK
                            ? new ComparisonResult.Unread("a dry run writes nothing")
                            : move.verify());
        } catch (IOException | StoreFault e) {
            return interrupted(e);
        }
    }

    /** A dry run makes nothing, so what is not there yet is not opened. */
    private Target<R> target() throws MoveEnd.Misuse, IOException {
        boolean isWritten = wish.mode() != Target.Mode.LOOK;
        return isWritten || to.isThere() ? to.target(journal.length()) : Targets.nothing();
    }

    /** This run broke off. */
    public MoveOutcome.Interrupted interrupted(Exception why) {
        return new MoveOutcome.Interrupted(
                why, counts(), isKept ? Optional.of(file) : Optional.empty());
    }

    /** All is done and said, and there is nothing to take up again. */
    public void finish() throws IOException {
        journal.delete();
    }

    @Override
    public void close() throws IOException {
        journal.close();
        if (!isKept) {
            boolean _ = Files.deleteIfExists(file);
        }
    }
}
