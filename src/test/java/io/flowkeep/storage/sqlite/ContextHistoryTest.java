package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.context.ContextStore;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.ContextHistory;
import io.flowkeep.storage.ContextHistory.Step;
import io.flowkeep.storage.memory.MemoryContextStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random histories: the drivers agree, and the counter is what a recount finds. */
final class ContextHistoryTest {
    private static final ProjectId PROJECT = new ProjectId("p");

    @Provide
    static Arbitrary<List<Step>> histories() {
        return ContextHistory.histories();
    }

    @Property(tries = 60)
    void drivers_agree_and_counters_are_right(@ForAll("histories") List<Step> history)
            throws Exception {
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
