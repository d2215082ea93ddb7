package io.flowkeep.commands;

import io.flowkeep.Version;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the version of the jar, and of the Java that runs it. */
@Command(name = "version", description = "Print the version.")
public final class VersionCommand implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("flowkeep " + Version.text() + " (Java " + Runtime.version() + ")");
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
