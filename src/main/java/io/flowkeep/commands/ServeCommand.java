package io.flowkeep.commands;

import io.flowkeep.config.ConfigException;
import io.flowkeep.config.Configuration;
import io.flowkeep.config.Environment;
import io.flowkeep.logging.Logs;
import io.flowkeep.server.RunningServer;
import io.flowkeep.server.Shutdown;
import io.flowkeep.server.StartException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves until a signal stops it. */
@Command(name = "serve", description = "Serve until SIGTERM, SIGINT or SIGHUP.")
public final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private final ServerStart server;
    private final Environment environment;

    @Spec CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--check-config",
            description = "Say what would be used and from where, and end.")
    boolean checkConfig;

    @Option(names = "--stop-when-started", hidden = true) // a training run for the start-up cache
    boolean stopWhenStarted;

    public ServeCommand(ServerStart server, Environment environment) {
        this.server = server;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try {
            Configuration configuration = Configuration.load(environment);
            return checkConfig ? report(configuration) : serve(configuration);
        } catch (ConfigException e) {
            return refuse(e.problems());
        } catch (StartException e) {
            LOG.debug("start failed", e);
            return refuse(List.of(String.valueOf(e.getMessage())));
        }
    }

    private int serve(Configuration configuration) throws StartException {
        Logs.configure(configuration.server().logging());
        configuration.warnings().forEach(LOG::warn);
        Shutdown shutdown = Shutdown.install(Runtime.getRuntime());
        try {
            RunningServer running = server.start(configuration.server());
            shutdown.stopFirst(running);
            if (stopWhenStarted) {
                shutdown.cancel();
                running.stop();
            } else {
                shutdown.await();
            }
            return CommandLine.ExitCode.OK;
        } catch (StartException e) {
            shutdown.cancel();
            throw e;
        }
    }

    private int report(Configuration configuration) {
        PrintWriter out = spec.commandLine().getOut();
        configuration.report().forEach(out::println);
        configuration.warnings().forEach(warning -> out.println("warning: " + warning));
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private int refuse(List<String> problems) {
        PrintWriter err = spec.commandLine().getErr();
        problems.forEach(problem -> err.println("flowkeep: " + problem));
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
