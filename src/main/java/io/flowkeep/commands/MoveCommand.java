package io.flowkeep.commands;

import io.flowkeep.config.ConfigException;
import io.flowkeep.config.Configuration;
import io.flowkeep.config.Environment;
import io.flowkeep.config.ServerConfig;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.moving.MoveEnd;
import io.flowkeep.moving.MoveRun;
import io.flowkeep.moving.MoveWatch;
import io.flowkeep.moving.Target;
import io.flowkeep.stores.FileNames;
import io.flowkeep.stores.Opening;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code flowkeep import} and {@code flowkeep export}. They are one and the same, but for the side
 * on which the configured store stands unless another is named.
 */
@Command(
        mixinStandardHelpOptions = true,
        description =
                "Moves flows, context or files from one store to another, or to a neutral file and"
                        + " back. An interrupted move is taken up again by the same command.",
        footer = {
            "",
            "Addresses:",
            "  sqlite:FILE                              flows or context",
            "  mongodb://USER:PASSWORD@HOST/DATABASE    flows",
            "  postgres://USER:PASSWORD@HOST/DATABASE   flows or context",
            "  folder:FOLDER, s3://BUCKET               files",
            "  ndjson:FILE, tar:FILE, - (a pipe)        neutral forms",
            "",
            "Exit codes: 0 all is moved and checked, 1 something was skipped, differs or",
            "failed, 2 the command was misused. More: docs/moving.md"
        })
public final class MoveCommand implements Callable<Integer> {
    private static final int NOT_ALL = 1;
    private static final int MISUSED = 2;
    private static final String FILE_SERVER = "file-server";

    private final boolean isImport;
    private final Environment environment;
    private final Streams streams;

    @Parameters(paramLabel = "KIND", description = "flows, context or files")
    String kind = "";

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "where they are; export: the configured store if not given")
    @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            description = "where they go; import: the configured store if not given")
    @Nullable String to;

    @Option(names = "--dry-run", description = "read and say what would be done; write nothing")
    boolean dryRun;

    @Option(
            names = "--replace",
            description = "overwrite what is in the target and differs; otherwise it is skipped")
    boolean replace;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            description =
                    "file-server: write context as FlowFuse's file-server does, to its own table")
    @Nullable String form;

    @Option(
            names = "--resume",
            paramLabel = "FILE",
            description =
                    "where progress is kept; beside the target or in this folder if not given")
    @Nullable Path resume;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "write what was skipped and why, and the sums, as JSON lines")
    @Nullable Path report;

    /**
     * What the process reads and writes.
     *
     * @param err for the progress bar
     * @param messages the same, for texts
     * @param quieting ends logging, which would go to standard output among the data; what fails is
     *     said in messages
     */
    public record Streams(
            InputStream in,
            PrintStream out,
            PrintStream err,
            PrintWriter messages,
            Runnable quieting) {}

    private MoveCommand(boolean isImport, Environment environment, Streams streams) {
        this.isImport = isImport;
        this.environment = environment;
        this.streams = streams;
    }

    /** Into the configured store, unless another is named. */
    public static MoveCommand importing(Environment environment, Streams streams) {
        return new MoveCommand(true, environment, streams);
    }

    /** Out of the configured store, unless another is named. */
    public static MoveCommand exporting(Environment environment, Streams streams) {
        return new MoveCommand(false, environment, streams);
    }

    @Override
    public Integer call() {
        try {
            return move();
        } catch (MoveEnd.Misuse | Address.Unknown e) {
            streams.messages().println("flowkeep " + name() + ": " + e.getMessage());
            return MISUSED;
        } catch (IOException | StoreFault e) {
            streams.messages().println("flowkeep " + name() + ": " + StoreFault.reason(e));
            return NOT_ALL;
        } finally {
            streams.messages().flush();
        }
    }

    private String name() {
        return isImport ? "import" : "export";
    }

    private int move() throws MoveEnd.Misuse, Address.Unknown, IOException {
        FileNames.requireAllLetters();
        MovingPlaces places = new MovingPlaces(environment, opening(), streams.in(), streams.out());
        refuseOddOptions();
        streams.quieting().run();
        return switch (kind) {
            case "flows" -> move(new MovingFlows(places));
            case "context" -> move(new MovingContext(places, form != null));
            case "files" -> move(new MovingFiles(places));
            default ->
                    throw new MoveEnd.Misuse(
                            "'" + kind + "': there are flows, context and files to be moved");
        };
    }

    /** A broken configuration does not matter if none is needed. */
    private Opening opening() throws IOException {
        Clock clock = Clock.systemUTC();
        Consumer<String> warned = each -> streams.messages().println("flowkeep: " + each);
        ServerConfig config;
        try {
            config = Configuration.load(environment).server();
        } catch (ConfigException _) {
            return Opening.forCommand(clock, environment, warned);
        }
        return Opening.forCommand(clock, config, warned);
    }

    private <R> int move(MoveKind<R> moved) throws MoveEnd.Misuse, Address.Unknown, IOException {
        MoveEnd<R> source = moved.from(address(moved, from, isImport, "--from"));
        MoveEnd<R> target = moved.to(address(moved, to, !isImport, "--to"));
        MoveRun.Wish wish =
                new MoveRun.Wish(
                        moved.name(),
                        mode(),
                        form == null ? "" : form,
                        Optional.ofNullable(resume).map(this::resolved),
                        environment.workingFolder());
        try (MoveRun<R> run = MoveRun.open(source, target, wish)) {
            return new MoveTalk(streams.messages(), moved.records(), dryRun)
                    .tell(
                            run,
                            watcher(moved.records()),
                            Optional.ofNullable(report).map(this::resolved));
        }
    }

    private static Address address(
            MoveKind<?> moved, @Nullable String text, boolean isNeeded, String option)
            throws MoveEnd.Misuse, Address.Unknown {
        if (text == null && isNeeded) {
            throw new MoveEnd.Misuse("say where with " + option);
        }
        return text == null ? moved.configured() : Address.parse(text);
    }

    private MoveWatch watcher(String what) {
        boolean isTerminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        return isTerminal
                ? MoveProgress.bar(streams.err(), what)
                : MoveProgress.lines(streams.messages(), what, System::nanoTime);
    }

    private void refuseOddOptions() throws MoveEnd.Misuse {
        if (form != null && !(form.equals(FILE_SERVER) && kind.equals("context"))) {
            throw new MoveEnd.Misuse("--form is " + FILE_SERVER + ", and that is for context only");
        }
        if (dryRun && replace) {
            throw new MoveEnd.Misuse("--dry-run writes nothing; leave out --replace");
        }
    }

    private Target.Mode mode() {
        if (dryRun) {
            return Target.Mode.LOOK;
        }
        return replace ? Target.Mode.REPLACE : Target.Mode.ADD;
    }

    private Path resolved(Path file) {
        return environment.workingFolder().resolve(file);
    }
}
