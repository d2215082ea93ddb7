package io.flowkeep.moving;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.text.Utf8;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * One run of an import or export.
 *
 * @param <R> the records
 */
public final class MoveRun<R> {
    private static final int DONE = 0;
    private static final int NOT_ALL = 1;

    private final MovingEnds<R> ends;
    private final Wish wish;
    private final MoveWatch watcher;
    private final PrintWriter messages;

    /**
     * What was asked for.
     *
     * @param form as given, for the journal
     * @param journal where progress is to be kept; empty: beside the target or here
     * @param folder the caller's folder
     */
    public record Wish(
            Address from,
            Address to,
            Target.Mode mode,
            String form,
            Optional<Path> journal,
            Optional<Path> report,
            Path folder) {}

    public MoveRun(MovingEnds<R> ends, Wish wish, MoveWatch watcher, PrintWriter messages) {
        this.ends = ends;
        this.wish = wish;
        this.watcher = watcher;
        this.messages = messages;
    }

    /** Gives the exit code. */
    public int run() throws MovingEnds.Misuse, IOException {
        Address from = concrete(wish.from());
        Address to = concrete(wish.to());
        if (from.equals(to)) {
            throw new MovingEnds.Misuse("--from and --to are the same: " + from.shown());
        }
        boolean isKept = canResume(from, to);
        Path file = isKept ? journalFile(from, to) : Files.createTempFile("flowkeep-", ".move");
        boolean isNew = !Files.exists(file) || Files.size(file) == 0;
        if (isNew) {
            refuseToOverwrite(to);
        }
        String title = ends.name() + " from " + from.shown() + " to " + to.shown();
        String form = wish.form().isEmpty() ? "" : " as " + wish.form();
        try (Journal journal = open(file, title + form + " (" + wish.mode() + ")")) {
            messages.println("flowkeep: " + title);
            if (journal.tally().all() > 0) {
                messages.println(
                        "flowkeep: going on after "
                                + journal.tally().all()
                                + " "
                                + ends.records()
                                + " of an earlier run (remove "
                                + file
                                + " to begin anew)");
            }
            messages.flush();
            return run(from, to, journal, isKept ? file.toString() : "");
        } finally {
            if (!isKept) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Journal open(Path file, String title) throws MovingEnds.Misuse, IOException {
        try {
            return Journal.open(file, title);
        } catch (Journal.Misfit e) {
            throw new MovingEnds.Misuse(String.valueOf(e.getMessage()));
        }
    }

    private int run(Address from, Address to, Journal journal, String kept)
            throws MovingEnds.Misuse, IOException {
        try (Source<R> source = ends.source(from);
                Target<R> target = target(to, journal.length())) {
            Move<R> move = new Move<>(source, target, journal, watcher, System::nanoTime);
            move.run(wish.mode());
            boolean isDry = wish.mode() == Target.Mode.LOOK;
            ComparisonResult verdict =
                    isDry ? new ComparisonResult.Unread("a dry run writes nothing") : move.verify();
            MoveReport report = new MoveReport(ends.records(), isDry, journal.tally(), verdict);
            report.print(journal, messages);
            if (wish.report().isPresent()) {
                report.write(journal, wish.report().get());
            }
            journal.delete();
            return report.isGood() ? DONE : NOT_ALL;
        } catch (IOException | StoreFault e) {
            messages.println("flowkeep: interrupted: " + StoreFault.reason(e));
            messages.println(
                    kept.isEmpty()
                            ? "flowkeep: this move cannot be taken up again"
                            : "flowkeep: "
                                    + journal.tally().all()
                                    + " "
                                    + ends.records()
                                    + " are done; the same command goes on there ("
                                    + kept
                                    + ")");
            return NOT_ALL;
        }
    }

    private Address concrete(Address address) throws MovingEnds.Misuse {
        return address instanceof Address.Configured ? ends.configured() : address;
    }

    /** What comes through a pipe is gone; a dry run leaves nothing behind. */
    private boolean canResume(Address from, Address to) {
        return wish.mode() != Target.Mode.LOOK
                && !(from instanceof Address.Pipe)
                && !(to instanceof Address.Pipe);
    }

    private Path journalFile(Address from, Address to) {
        return wish.journal()
                .or(() -> fileOf(to).map(file -> Path.of(file + ".flowkeep-move")))
                .orElseGet(() -> {
                    CRC32 crc = new CRC32();
                    crc.update(Utf8.bytes(from.shown() + " " + to.shown()));
                    return wish.folder()
                            .resolve(
                                    String.format(
                                            Locale.ROOT,
                                            "%s-%08x.flowkeep-move",
                                            ends.name(),
                                            crc.getValue()));
                });
    }

    private static Optional<Path> fileOf(Address to) {
        return switch (to) {
            case Address.Lines(var file) -> Optional.of(file);
            case Address.Tar(var file) -> Optional.of(file);
            case Address.Configured _,
                    Address.Pipe _,
                    Address.Sqlite _,
                    Address.Postgres _,
                    Address.MongoDb _,
                    Address.Folder _,
                    Address.Bucket _ ->
                    Optional.empty();
        };
    }

    private void refuseToOverwrite(Address to) throws MovingEnds.Misuse {
        Optional<Path> file = fileOf(to);
        if (wish.mode() == Target.Mode.ADD && file.isPresent() && Files.exists(file.get())) {
            throw new MovingEnds.Misuse(
                    file.get() + " exists; --replace writes it anew, or name another");
        }
    }

    /** A dry run makes nothing, so what is not there yet is not opened. */
    private Target<R> target(Address to, long length) throws MovingEnds.Misuse, IOException {
        boolean isWritten = wish.mode() != Target.Mode.LOOK;
        return isWritten || isThere(to) ? ends.target(to, length) : Targets.nothing();
    }

    private static boolean isThere(Address to) {
        return switch (to) {
            case Address.Sqlite(var file) -> Files.exists(file);
            case Address.Folder(var path) -> Files.exists(path);
            case Address.Postgres _, Address.MongoDb _, Address.Bucket _ -> true;
            case Address.Configured _, Address.Pipe _, Address.Lines _, Address.Tar _ -> false;
        };
    }
}
