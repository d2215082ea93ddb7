package io.flowkeep.testing;

import io.flowkeep.commands.MoveCommand;
import io.flowkeep.config.Environment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Runs import and export in this process, in a folder of the test's own. */
public final class MovingHouse {
    private static final Pattern SUM = Pattern.compile("sha256 of all: ([0-9a-f]{64})");

    private final Path home;
    private final String config;
    private StringWriter messages = new StringWriter();
    private ByteArrayOutputStream out = new ByteArrayOutputStream();
    private InputStream in = new ByteArrayInputStream(new byte[0]);

    /** With that configuration, in YAML. */
    public MovingHouse(Path home, String config) {
        this.home = home;
        this.config = config;
    }

    /** What standard input will give. */
    public MovingHouse given(byte[] bytes) {
        return given(new ByteArrayInputStream(bytes));
    }

    /** What standard input will be. */
    public MovingHouse given(InputStream input) {
        in = input;
        return this;
    }

    /** Runs a command; gives its exit code. */
    public int run(String... arguments) {
        messages = new StringWriter();
        out = new ByteArrayOutputStream();
        PrintWriter err = new PrintWriter(messages);
        Environment environment =
                new Environment(
                        Map.of("FLOWFORGE_HOME", home.toString(), "FF_FS_TEST_CONFIG", config),
                        home);
        MoveCommand.Streams streams =
                new MoveCommand.Streams(
                        in,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        System.err,
                        err,
                        () -> {});
        int code =
                new CommandLine(CommandLine.Model.CommandSpec.create())
                        .addSubcommand("import", MoveCommand.importing(environment, streams))
                        .addSubcommand("export", MoveCommand.exporting(environment, streams))
                        .setErr(err)
                        .execute(arguments);
        err.flush();
        return code;
    }

    /** What the last command said. */
    public String said() {
        return messages.toString();
    }

    /** What the last command wrote to standard output. */
    public byte[] out() {
        return out.toByteArray();
    }

    /** The checksum of all that the last command moved. */
    public String sum() {
        Matcher sum = SUM.matcher(said());
        if (!sum.find()) {
            throw new AssertionError(said());
        }
        return sum.group(1);
    }
}
