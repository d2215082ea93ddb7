package io.flowkeep.commands;

import io.flowkeep.config.ConfigException;
import io.flowkeep.config.Configuration;
import io.flowkeep.config.Environment;
import io.flowkeep.control.ControlAnswer;
import io.flowkeep.control.ControlClient;
import io.flowkeep.control.ControlRequest;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.server.RecountCommand;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code flowkeep usage recount}: makes the server that runs here count files anew. What a script
 * reads goes to standard output, messages for people go to standard error. Ends with 0 if all was
 * counted, 1 if not, 2 if the arguments are invalid. One call only.
 */
@Command(
        name = "usage",
        description = "Asks the running server about what files use.",
        mixinStandardHelpOptions = true)
public final class UsageCommand {
    private final Environment environment;

    @Spec CommandSpec spec = CommandSpec.create();

    public UsageCommand(Environment environment) {
        this.environment = environment;
    }

    @Command(
            name = "recount",
            description = "Has the running server count files anew, while it serves on.",
            mixinStandardHelpOptions = true)
    int recount(
            @Option(
                            names = "--project",
                            paramLabel = "ID",
                            description = "this project's only; all projects' if not given")
                    @Nullable String project,
            @Option(
                            names = "--json",
                            description =
                                    "each project as a line of JSON, also where nothing differs")
                    boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (project != null && ProjectId.parse(project).isEmpty()) {
            err.println("flowkeep usage: --project '" + project + "' is no id of a project");
            return ExitCode.USAGE;
        }
        RecountTable table = json ? RecountTable.json(out) : RecountTable.readable(out, err);
        ControlRequest asked =
                new ControlRequest(
                        RecountCommand.NAME,
                        project == null ? Map.of() : Map.of(RecountCommand.PROJECT, project));
        try {
            return switch (ControlClient.ask(
                    Configuration.controlSocket(environment), asked, table::add)) {
                case ControlAnswer.Done(var summary) -> {
                    table.end();
                    err.println(RecountTable.summary(summary));
                    yield ExitCode.OK;
                }
                case ControlAnswer.Refused(var why) -> failed(table, err, why);
                case ControlAnswer.Failed(var why) -> failed(table, err, why);
                case ControlAnswer.Part _ -> throw new IllegalStateException("no end of an answer");
            };
        } catch (ControlClient.Unanswered e) {
            return failed(table, err, String.valueOf(e.getMessage()));
        } catch (ConfigException e) {
            return failed(table, err, String.join("\nflowkeep: ", e.problems()));
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static int failed(RecountTable table, PrintWriter err, String why) {
        table.end();
        err.println("flowkeep: " + why);
        return ExitCode.SOFTWARE;
    }
}
