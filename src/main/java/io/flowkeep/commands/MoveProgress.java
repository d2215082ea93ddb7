package io.flowkeep.commands;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.flowkeep.moving.MoveCounts;
import io.flowkeep.moving.MoveWatch;
import io.flowkeep.moving.Source;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a move is: as a bar on a terminal, otherwise as a line every five seconds. */
final class MoveProgress {
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);
    private static final long MIB = 1 << 20;

    private MoveProgress() {}

    static MoveWatch bar(PrintStream terminal, String what) {
        return new Bar(terminal, what);
    }

    /**
     * Lines.
     *
     * @param nanoTime as {@link System#nanoTime()}
     */
    static MoveWatch lines(PrintWriter out, String what, LongSupplier nanoTime) {
        return new Lines(out, what, nanoTime);
    }

    private static String counts(String what, MoveCounts tally) {
        String skipped =
                tally.skipped() == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %,d skipped", tally.skipped());
        return String.format(Locale.ROOT, "%,d %s", tally.all(), what) + skipped;
    }

    /** Safe for concurrent use. */
    private static final class Bar implements MoveWatch {
        private final PrintStream terminal;
        private final String what;

        @GuardedBy("this")
        private @Nullable ProgressBar bar;

        Bar(PrintStream terminal, String what) {
            this.terminal = terminal;
            this.what = what;
        }

        @Override
        public synchronized void begins(String doing, Source.Unit unit, long already) {
            ProgressBarBuilder builder =
                    ProgressBar.builder()
                            .setTaskName(doing + " " + what)
                            .setInitialMax(-1)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(200)
                            .setConsumer(new ConsoleProgressBarConsumer(terminal))
                            .startsFrom(already, Duration.ZERO)
                            .showSpeed();
            bar =
                    switch (unit) {
                        case RECORDS -> builder.setUnit("", 1).build();
                        case BYTES -> builder.setUnit(" MiB", MIB).build();
                    };
        }

        @Override
        public synchronized void total(long total) {
            if (bar != null) {
                var _ = bar.maxHint(total);
            }
        }

        @Override
        public synchronized void done(long done, MoveCounts tally) {
            if (bar != null) {
                var _ = bar.stepTo(done).setExtraMessage(" " + counts(what, tally));
            }
        }

        @Override
        public synchronized void ends() {
            if (bar != null) {
                bar.close();
                bar = null;
            }
        }
    }

    /** Safe for concurrent use. */
    private static final class Lines implements MoveWatch {
        private final PrintWriter out;
        private final String what;
        private final LongSupplier nanoTime;

        @GuardedBy("this")
        private String doing = "";

        @GuardedBy("this")
        private Source.Unit unit = Source.Unit.RECORDS;

        @GuardedBy("this")
        private long total = -1;

        @GuardedBy("this")
        private long already;

        @GuardedBy("this")
        private long began;

        @GuardedBy("this")
        private long said;

        Lines(PrintWriter out, String what, LongSupplier nanoTime) {
            this.out = out;
            this.what = what;
            this.nanoTime = nanoTime;
        }

        @Override
        public synchronized void begins(String begun, Source.Unit counted, long before) {
            doing = begun;
            unit = counted;
            total = -1;
            already = before;
            began = nanoTime.getAsLong();
            said = began;
        }

        @Override
        public synchronized void total(long known) {
            total = known;
        }

        @Override
        public synchronized void done(long done, MoveCounts tally) {
            long now = nanoTime.getAsLong();
            if (now - said >= LINE_EVERY.toNanos()) {
                said = now;
                out.println("flowkeep: " + line(done, tally, Duration.ofNanos(now - began)));
                out.flush();
            }
        }

        @GuardedBy("this")
        private String line(long done, MoveCounts tally, Duration spent) {
            double perSecond = (done - already) / (spent.toMillis() / 1000.0);
            String of = total < 0 ? "" : " of " + amount(total);
            String left =
                    total < done || perSecond <= 0
                            ? ""
                            : ", " + Math.round((total - done) / perSecond) + " s left";
            return doing
                    + " "
                    + what
                    + ": "
                    + amount(done)
                    + of
                    + ", "
                    + amount(Math.round(perSecond))
                    + "/s"
                    + left
                    + " ("
                    + counts(what, tally)
                    + ")";
        }

        @GuardedBy("this")
        private String amount(long count) {
            return switch (unit) {
                case RECORDS -> String.format(Locale.ROOT, "%,d", count);
                case BYTES -> String.format(Locale.ROOT, "%,.1f MiB", (double) count / MIB);
            };
        }

        @Override
        public void ends() {}
    }
}
