package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.context.ContextStore;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.ContextHistory;
import io.flowkeep.storage.ContextHistory.Step;
import io.flowkeep.storage.memory.MemoryContextStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random histories: PostgreSQL agrees with memory, and the counter is what a recount finds. */
@Tag("neighbours")
@SuppressWarnings("NullAway.Init") // jqwik sets the fields before the first try
final class PostgresContextHistoryTest {
    private static OwnPostgres server;
    private static PostgresDatabase database;

    @BeforeContainer
    static void prepare() throws Exception {
        server = OwnPostgres.create();
        database = server.open();
        database.prepare(PostgresSchema.CONTEXT);
    }

    @AfterContainer
    static void drop() throws Exception {
        database.close();
        server.close();
    }

    @Provide
    static Arbitrary<List<Step>> histories() {
        return ContextHistory.histories();
    }

    @Property(tries = 60)
    void drivers_agree_and_counters_are_right(@ForAll("histories") List<Step> history)
            throws Exception {
        ProjectId project = new ProjectId("p-" + UUID.randomUUID());
        ContextStore memory = new MemoryContextStore();
        ContextStore postgres =
                new PostgresContextStore(database, InstantSource.fixed(Instant.EPOCH));
        for (Step step : history) {
            assertEquals(
                    ContextHistory.run(memory, project, step),
                    ContextHistory.run(postgres, project, step));
            assertEquals(postgres.recount(project), postgres.characters(project));
            assertEquals(
                    ContextHistory.shown(memory, project), ContextHistory.shown(postgres, project));
        }
    }
}
