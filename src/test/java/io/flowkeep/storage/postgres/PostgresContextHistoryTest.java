package io.flowkeep.storage.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.context.ContextStore;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.ContextHistory;
import io.flowkeep.storage.ContextHistory.Step;
import io.flowkeep.storage.memory.MemoryContextStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
final class PostgresContextHistoryTest {
    private static final Map<Through, OwnPostgres> SERVERS = new EnumMap<>(Through.class);
    private static final Map<Through, PostgresDatabase> DATABASES = new EnumMap<>(Through.class);

    @BeforeContainer
    static void prepare() throws Exception {
        for (Through through : Through.values()) {
            OwnPostgres server = OwnPostgres.create(through);
            SERVERS.put(through, server);
            PostgresDatabase database = server.open();
            DATABASES.put(through, database);
            database.prepare(PostgresSchema.CONTEXT);
        }
    }

    @AfterContainer
    static void drop() throws Exception {
        DATABASES.values().forEach(PostgresDatabase::close);
        for (OwnPostgres server : SERVERS.values()) {
            server.close();
        }
    }

    @Provide
    static Arbitrary<List<Step>> histories() {
        return ContextHistory.histories();
    }

    @Property(tries = 60)
    void drivers_agree_and_counters_are_right(
            @ForAll Through through, @ForAll("histories") List<Step> history) throws Exception {
        PostgresDatabase database = Objects.requireNonNull(DATABASES.get(through));
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
