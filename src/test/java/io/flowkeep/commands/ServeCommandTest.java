package io.flowkeep.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.config.Environment;
import io.flowkeep.server.StartException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ServeCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger stopped = new AtomicInteger();

    @TempDir Path home;

    @Test
    void checking_the_configuration_prints_it_and_starts_nothing() {
        int code = run("context: {type: db, options: {logging: true}}", "--check-config");
        assertEquals(0, code);
        assertTrue(
                out.toString().contains("context.type: db  (FF_FS_TEST_CONFIG:1)"), out::toString);
        assertTrue(out.toString().contains("warning: FF_FS_TEST_CONFIG:1: "), out::toString);
        assertEquals(0, started.get());
    }

    @Test
    void a_key_that_nobody_reads_is_told_by_both_and_starts() {
        String config = "FLOWFORGE_HOME: x\ndriver: {type: memory}";
        assertEquals(0, run(config, "--check-config"));
        assertTrue(
                out.toString()
                        .contains("warning: FF_FS_TEST_CONFIG:1: unknown key FLOWFORGE_HOME; "),
                out::toString);
        assertEquals(0, run(config, "--stop-when-started"));
        assertEquals(1, started.get());
    }

    @Test
    void a_bad_configuration_ends_with_1_and_one_line_for_each_mistake() {
        assertEquals(1, run("driver: {type: memroy}\nport: x"));
        assertEquals(
                """
                flowkeep: FF_FS_TEST_CONFIG:1: driver.type: "memroy" is not one of localfs, memory, s3
                flowkeep: FF_FS_TEST_CONFIG:2: port: "x" is not a port from 0 to 65535
                """,
                err.toString());
        assertEquals(0, started.get());
    }

    @Test
    void a_server_that_cannot_start_ends_with_1_and_says_why() {
        ServerStart busy =
                _ -> {
                    throw new StartException("port 3001 is in use", new IllegalStateException());
                };
        assertEquals(1, run(busy, "driver: {type: memory}"));
        assertEquals("flowkeep: port 3001 is in use\n", err.toString());
    }

    @Test
    void a_training_run_starts_and_stops() {
        assertEquals(0, run("driver: {type: memory}", "--stop-when-started"));
        assertEquals(1, started.get());
        assertEquals(1, stopped.get());
    }

    @Test
    void an_unknown_option_is_misuse() {
        assertEquals(2, run("driver: {type: memory}", "--chekc-config"));
    }

    private int run(String config, String... arguments) {
        ServerStart start =
                _ -> {
                    started.incrementAndGet();
                    return stopped::incrementAndGet;
                };
        return run(start, config, arguments);
    }

    private int run(ServerStart start, String config, String... arguments) {
        Environment environment = new Environment(Map.of("FF_FS_TEST_CONFIG", config), home);
        return new CommandLine(new ServeCommand(start, environment))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
