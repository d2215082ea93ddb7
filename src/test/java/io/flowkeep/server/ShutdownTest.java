package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flowkeep.testing.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ShutdownTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(20);

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void a_signal_stops_the_server_and_ends_with_0(String signal) throws Exception {
        assumeFalse(isIgnored(signal), "SIG" + signal + " is ignored here, as nohup has it");
        try (Node server = Node.java(folder.resolve("said"), SignalledServer.class)) {
            server.await(START, () -> server.lines().equals(List.of("started")));
            server.signal(signal);
            assertEquals(0, server.awaitEnd(END));
            assertEquals(List.of("started", "stopped"), server.lines());
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
}
