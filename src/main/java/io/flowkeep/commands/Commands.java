package io.flowkeep.commands;

import io.flowkeep.config.Environment;
import io.flowkeep.config.ServerConfig;
import io.flowkeep.logging.LogSettings;
import io.flowkeep.logging.Logs;
import io.flowkeep.server.App;
import io.flowkeep.server.RunningServer;
import io.flowkeep.server.StartException;
import io.flowkeep.stores.NativeFolder;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/** The command line with all its commands. Stateless. */
@Command(
        name = "flowkeep",
        description = "Keeps the flows, files and context of a flow platform.",
        subcommands = {VersionCommand.class, CommandLine.HelpCommand.class})
public final class Commands {
    private Commands() {}

    /** Runs one command; gives the exit code of the process: 0 good, 1 failed, 2 misused. */
    public static int run(String[] arguments) {
        NativeFolder.useForStores();
        return line(Environment.ofProcess()).execute(arguments);
    }

    private static CommandLine line(Environment environment) {
        PrintWriter results = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter messages = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        TokenCommand tokens =
                new TokenCommand(
                        () -> TokenFile.open(environment),
                        InstantSource.system(),
                        new SecureRandom(),
                        new TokenCommand.Output(results, messages));
        MoveCommand.Streams streams =
                new MoveCommand.Streams(
                        System.in,
                        System.out,
                        System.err,
                        messages,
                        () -> Logs.configure(LogSettings.SILENT));
        return new CommandLine(new Commands())
                .addSubcommand(new ServeCommand(Commands::start, environment))
                .addSubcommand(tokens)
                .addSubcommand(new UsageCommand(environment))
                .addSubcommand("import", MoveCommand.importing(environment, streams))
                .addSubcommand("export", MoveCommand.exporting(environment, streams))
                .setOut(results)
                .setErr(messages)
                .setExecutionExceptionHandler(Commands::explain);
    }

    private static RunningServer start(ServerConfig config) throws StartException {
        App.useNativeLibraries();
        return App.start(config);
    }

    /**
     * What the operator can correct is one line; anything else is a defect and shows where it is.
     */
    private static int explain(Exception thrown, CommandLine command, ParseResult arguments)
            throws Exception {
        if (thrown instanceof TokenFile.Absent absent) {
            command.getErr().println("flowkeep: " + absent.getMessage());
            return ExitCode.SOFTWARE;
        }
        throw thrown;
    }
}
