package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.ids.ProjectId;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
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
        Set<String> acknowledged =
                Acknowledged.beforeTheKill(
                        folder.resolve("said"),
                        AcknowledgedWrites.class,
                        file,
                        Pattern.compile("\\d+ \\d+"));
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
