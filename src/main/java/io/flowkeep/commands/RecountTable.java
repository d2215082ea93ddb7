package io.flowkeep.commands;

import io.flowkeep.json.Json;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows projects as they are counted: those that differed as rows of a table, all of them as a
 * counter that grows if the output is a terminal. Keeps nothing, however many there are. For one
 * thread.
 */
final class RecountTable {
    /** Printing the counter for each project would cost more than counting an empty one. */
    private static final int SHOWN_EACH = 100;

    private final PrintWriter out;
    private final PrintWriter progress;
    private final boolean asJson;
    private final boolean showsProgress;
    private boolean hasTitles;
    private boolean hasProgress;
    private long counted;

    private RecountTable(
            PrintWriter out, PrintWriter progress, boolean asJson, boolean showsProgress) {
        this.out = out;
        this.progress = progress;
        this.asJson = asJson;
        this.showsProgress = showsProgress;
    }

    static RecountTable readable(PrintWriter out, PrintWriter progress) {
        boolean terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        return new RecountTable(out, progress, false, terminal);
    }

    static RecountTable json(PrintWriter out) {
        return new RecountTable(out, out, true, false);
    }

    void add(ObjectNode project) {
        counted++;
        if (asJson) {
            out.println(Json.text(project));
        } else if (project.path("changed").asBoolean(false)) {
            row(project);
        }
        if (showsProgress && counted % SHOWN_EACH == 0) {
            progress.printf(Locale.ROOT, "\r%d projects counted", counted);
            progress.flush();
            hasProgress = true;
        }
    }

    private void row(ObjectNode project) {
        end();
        if (!hasTitles) {
            hasTitles = true;
            line("PROJECT", "BEFORE", "AFTER", "TEAMS");
        }
        line(
                project.path("project").asString(""),
                number(project.path("before")),
                number(project.path("after")),
                teams(project));
    }

    private void line(String project, String before, String after, String teams) {
        out.printf(Locale.ROOT, "%-36s  %15s  %15s  %s%n", project, before, after, teams);
    }

    private static String teams(ObjectNode project) {
        StringBuilder teams = new StringBuilder();
        for (JsonNode team : project.path("teams")) {
            teams.append(teams.isEmpty() ? "" : ", ")
                    .append(team.path("team").asString(""))
                    .append(' ')
                    .append(number(team.path("before")))
                    .append(" -> ")
                    .append(number(team.path("after")));
        }
        long leftOut = project.path("teamsLeftOut").asLong(0);
        return leftOut == 0 ? teams.toString() : teams + " and " + leftOut + " more";
    }

    private static String number(JsonNode value) {
        return Long.toString(value.asLong(0));
    }

    /** Leaves the line on which the number grew. */
    void end() {
        if (hasProgress) {
            progress.println();
            progress.flush();
            hasProgress = false;
        }
    }

    static String summary(ObjectNode summary) {
        long counted = summary.path("counted").asLong(0);
        return counted
                + (counted == 1 ? " project" : " projects")
                + " counted, "
                + summary.path("changed").asLong(0)
                + " of them differed; sizes are bytes";
    }
}
