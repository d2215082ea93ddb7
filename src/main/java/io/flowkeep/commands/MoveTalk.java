package io.flowkeep.commands;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.moving.MoveEnd;
import io.flowkeep.moving.MoveOutcome;
import io.flowkeep.moving.MoveRun;
import io.flowkeep.moving.MoveWatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells the user what a move does and how it ended.
 *
 * @param what the records, in a word
 */
record MoveTalk(PrintWriter messages, String what, boolean isDry) {
    private static final int DONE = 0;
    private static final int NOT_ALL = 1;

    /** Carries out a move; gives the exit code. */
    int tell(MoveRun<?> run, MoveWatch watch, Optional<Path> report) throws MoveEnd.Misuse {
        messages.println("flowkeep: " + run.title());
        if (run.counts().all() > 0) {
            messages.println(
                    "flowkeep: going on after "
                            + run.counts().all()
                            + " "
                            + what
                            + " of an earlier run (remove "
                            + run.file()
                            + " to begin anew)");
        }
        messages.flush();
        return switch (run.go(watch)) {
            case MoveOutcome.Ended ended -> ended(run, ended, report);
            case MoveOutcome.Interrupted interrupted -> interrupted(interrupted);
        };
    }

    private int ended(MoveRun<?> run, MoveOutcome.Ended outcome, Optional<Path> file) {
        try {
            MoveReport report = new MoveReport(what, isDry, outcome);
            report.print(run.journal(), messages);
            if (file.isPresent()) {
                report.write(run.journal(), file.get());
            }
            run.finish();
            return outcome.isGood() ? DONE : NOT_ALL;
        } catch (IOException e) {
            return interrupted(run.interrupted(e));
        }
    }

    private int interrupted(MoveOutcome.Interrupted outcome) {
        messages.println("flowkeep: interrupted: " + StoreFault.reason(outcome.why()));
        messages.println(
                outcome.journal()
                        .map(journal ->
                                "flowkeep: "
                                        + outcome.counts().all()
                                        + " "
                                        + what
                                        + " are done; the same command goes on there ("
                                        + journal
                                        + ")")
                        .orElse("flowkeep: this move cannot be taken up again"));
        return NOT_ALL;
    }
}
