package io.flowkeep.storage.sqlite;

import io.flowkeep.context.ContextStore;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.ContextHistory;
import io.flowkeep.storage.ContextHistory.Step;
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
        try (SqliteDatabase database =
                SqliteDatabase.inMemory(SqliteSchema.CONTEXT, SqliteSettings.durable())) {
            ContextStore sqlite =
                    new SqliteContextStore(database, InstantSource.fixed(Instant.EPOCH));
            ContextHistory.play(sqlite, PROJECT, history);
        }
    }
}
