package io.flowkeep.server;

import io.flowkeep.control.ControlCommand;
import io.flowkeep.files.Recounts;
import io.flowkeep.files.http.RecountedJson;
import io.flowkeep.ids.ProjectId;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code usage.recount}: counts the files of one project or of all. Safe for concurrent use. */
public final class RecountCommand implements ControlCommand {
    public static final String NAME = "usage.recount";
    public static final String PROJECT = "project";

    private final Recounts recounts;

    public RecountCommand(Recounts recounts) {
        this.recounts = recounts;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Work prepare(Map<String, String> arguments) {
        if (!Set.of(PROJECT).containsAll(arguments.keySet())) {
            throw new Misuse(NAME + " takes a project and nothing else");
        }
        if (!arguments.containsKey(PROJECT)) {
            return new OfAll(recounts);
        }
        String text = arguments.getOrDefault(PROJECT, "");
        return ProjectId.parse(text)
                .map(project -> new OfOne(recounts, project))
                .orElseThrow(() -> new Misuse("'" + text + "' is no id of a project"));
    }

    private record OfAll(Recounts recounts) implements Work {
        @Override
        public String about() {
            return "of all projects";
        }

        @Override
        public ObjectNode run(Listener listener) {
            RecountedJson.Tally tally = new RecountedJson.Tally();
            recounts.recountAll(recounted -> {
                tally.add(recounted);
                listener.done(RecountedJson.project(recounted));
            });
            return tally.json();
        }
    }

    private record OfOne(Recounts recounts, ProjectId project) implements Work {
        @Override
        public String about() {
            return "of project " + project;
        }

        @Override
        public ObjectNode run(Listener listener) {
            RecountedJson.Tally tally = new RecountedJson.Tally();
            Recounts.Recounted recounted = recounts.recount(project);
            tally.add(recounted);
            listener.done(RecountedJson.project(recounted));
            return tally.json();
        }
    }
}
