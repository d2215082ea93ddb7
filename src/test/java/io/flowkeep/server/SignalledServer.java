package io.flowkeep.server;

import io.flowkeep.commands.ServeCommand;
import io.flowkeep.commands.ServerStart;
import io.flowkeep.config.Environment;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** A process of its own for {@link ShutdownTest}: a server that does nothing but start and stop. */
final class SignalledServer {
    private SignalledServer() {}

    public static void main(String[] arguments) {
        ServerStart start =
                _ -> {
                    System.out.println("started");
                    return () -> System.out.println("stopped");
                };
        Environment environment =
                new Environment(Map.of("FF_FS_TEST_CONFIG", "driver: {type: memory}"), Path.of(""));
        System.exit(new CommandLine(new ServeCommand(start, environment)).execute());
    }
}
