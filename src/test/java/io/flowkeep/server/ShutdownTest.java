package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ShutdownTest {

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void a_signal_stops_the_server_and_ends_with_0(String signal) throws Exception {
        assumeFalse(isIgnored(signal), "SIG" + signal + " is ignored here, as nohup has it");
        Process server = start();
        try (BufferedReader out = server.inputReader()) {
            assertEquals("started", out.readLine());
            Process kill = new ProcessBuilder("kill", "-" + signal, "" + server.pid()).start();
            assertEquals(0, kill.waitFor());
            assertEquals("stopped", out.readLine());
            assertTrue(server.waitFor(20, TimeUnit.SECONDS));
            assertEquals(0, server.exitValue());
        } finally {
            server.destroyForcibly();
        }
    }

    /** What a process ignores its children ignore too, and Java then leaves it so. */
    private static boolean isIgnored(String signal) throws Exception {
        int number =
                switch (signal) {
                    case "HUP" -> 1;
                    case "INT" -> 2;
                    default -> 15;
                };
        String ignored =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .map(line -> line.substring(7).strip())
                        .findFirst()
                        .orElse("0");
        return (Long.parseUnsignedLong(ignored, 16) >> (number - 1) & 1) == 1;
    }

    private static Process start() throws Exception {
        Path java = Path.of(System.getProperty("java.home", ""), "bin", "java");
        ProcessBuilder builder =
                new ProcessBuilder(
                        java.toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        SignalledServer.class.getName());
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
}
