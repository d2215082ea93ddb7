package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.ids.ProjectId;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process and looks at what it had acknowledged. */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class KilledProcessTest {
    @TempDir Path folder;

    @RepeatedTest(3)
    void what_was_acknowledged_survives_a_kill() throws Exception {
        Path file = folder.resolve("context.db");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AcknowledgedWrites.class.getName(),
                                file.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Set<String> acknowledged = new HashSet<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.matches("\\d+ \\d+")) {
                    acknowledged.add(line);
                }
                if (acknowledged.size() == 400) {
                    boolean _ = process.toHandle().destroyForcibly(); // leaves the pipe open
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertTrue(acknowledged.size() >= 400);
        assertEquals(Set.of(), lost(file, acknowledged));
    }

    private static Set<String> lost(Path file, Set<String> acknowledged) {
        Set<String> lost = new HashSet<>(acknowledged);
        try (SqliteDatabase database =
                SqliteDatabase.open(file, SqliteSchema.CONTEXT, SqliteSettings.durable())) {
            SqliteContextStore store =
                    new SqliteContextStore(database, InstantSource.fixed(Instant.EPOCH));
            for (int writer = 0; writer < AcknowledgedWrites.WRITERS; writer++) {
                ProjectId project = AcknowledgedWrites.project(writer);
                for (String name : store.names(project, AcknowledgedWrites.SCOPE)) {
                    lost.remove(writer + " " + name.substring(1));
                }
                assertEquals(store.recount(project), store.characters(project));
            }
        }
        return lost;
    }
}
