package io.flowkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
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
