package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.context.ContextStore;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.ContextHistory;
import io.flowkeep.storage.ContextHistory.Step;
import io.flowkeep.storage.memory.MemoryContextStore;
import io.flowkeep.testing.Property;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Random histories: the drivers agree, and the counter is what a recount finds. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ContextHistoryTest {
    private static final ProjectId PROJECT = new ProjectId("p");

    @Test
    void drivers_agree_and_counters_are_right() {
        Property.check(60, ContextHistory.histories(), ContextHistoryTest::play);
    }

    private static void play(List<Step> history) throws Exception {
        ContextStore memory = new MemoryContextStore();
        try (SqliteDatabase database =
                SqliteDatabase.inMemory(SqliteSchema.CONTEXT, SqliteSettings.durable())) {
            ContextStore sqlite =
                    new SqliteContextStore(database, InstantSource.fixed(Instant.EPOCH));
            for (Step step : history) {
                assertEquals(
                        ContextHistory.run(memory, PROJECT, step),
                        ContextHistory.run(sqlite, PROJECT, step));
                assertEquals(memory.recount(PROJECT), memory.characters(PROJECT));
                assertEquals(sqlite.recount(PROJECT), sqlite.characters(PROJECT));
                assertEquals(
                        ContextHistory.shown(memory, PROJECT),
                        ContextHistory.shown(sqlite, PROJECT));
            }
        }
    }
}
