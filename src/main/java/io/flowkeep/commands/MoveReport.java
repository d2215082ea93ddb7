package io.flowkeep.commands;

import io.flowkeep.json.Json;
import io.flowkeep.moving.ComparisonResult;
import io.flowkeep.moving.Journal;
import io.flowkeep.moving.MoveCounts;
import io.flowkeep.moving.MoveOutcome;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * The result of a move, in words and as JSON lines.
 *
 * @param what the records, in a word
 */
record MoveReport(String what, boolean isDry, MoveOutcome.Ended outcome) {
    private static final int SKIPPED_SHOWN = 20;

    /** For people. */
    void print(Journal journal, PrintWriter out) throws IOException {
        MoveCounts tally = outcome.counts();
        List<String> skipped = new ArrayList<>();
        journal.read(entry -> {
            if (entry instanceof Journal.Entry.Skipped each && skipped.size() < SKIPPED_SHOWN) {
                skipped.add("  skipped " + each.key() + ": " + each.reason());
            }
        });
        skipped.forEach(out::println);
        if (tally.skipped() > skipped.size()) {
            out.println("  ... and " + (tally.skipped() - skipped.size()) + " more");
        }
        out.println(
                String.format(
                        Locale.ROOT,
                        "%d %s: %d %s, %d already there, %d replaced, %d skipped",
                        tally.all(),
                        what,
                        tally.moved(),
                        isDry ? "to move" : "moved",
                        tally.same(),
                        tally.replaced(),
                        tally.skipped()));
        out.println(checked());
    }

    private String checked() {
        return switch (outcome.comparison()) {
            case ComparisonResult.Sound(var records, var checksum) ->
                    String.format(
                            Locale.ROOT,
                            "checked: %d %s are in the target as they were read; sha256 of all: %s",
                            records,
                            what,
                            checksum);
            case ComparisonResult.Unsound(var differing, var first) ->
                    String.format(
                            Locale.ROOT,
                            "CHECK FAILED: %d %s are missing in the target or differ: %s",
                            differing,
                            what,
                            String.join(", ", first) + (differing > first.size() ? ", ..." : ""));
            case ComparisonResult.Unread(var reason) -> "not checked: " + reason;
        };
    }

    /** For programs: a line for each record that was skipped, then one with the sums. */
    void write(Journal journal, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            journal.read(entry -> {
                if (entry instanceof Journal.Entry.Skipped skipped) {
                    line(
                            out,
                            Json.object()
                                    .put("skipped", skipped.key())
                                    .put("reason", skipped.reason()));
                }
            });
            line(out, sums());
        }
    }

    private ObjectNode sums() {
        MoveCounts tally = outcome.counts();
        ObjectNode sums =
                Json.object()
                        .put("kind", what)
                        .put("dryRun", isDry)
                        .put("moved", tally.moved())
                        .put("same", tally.same())
                        .put("replaced", tally.replaced())
                        .put("skipped", tally.skipped());
        switch (outcome.comparison()) {
            case ComparisonResult.Sound(var records, var checksum) ->
                    sums.put("checked", records).put("sha256", checksum);
            case ComparisonResult.Unsound(var differing, var first) -> {
                sums.put("differing", differing);
                first.forEach(sums.putArray("first")::add);
            }
            case ComparisonResult.Unread(var reason) -> sums.put("notChecked", reason);
        }
        return sums;
    }

    private static void line(BufferedWriter out, ObjectNode json) throws IOException {
        out.write(Json.text(json));
        out.write('\n');
    }
}
