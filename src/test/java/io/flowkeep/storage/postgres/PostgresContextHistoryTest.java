package io.flowkeep.storage.postgres;

import io.flowkeep.context.ContextStore;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.ContextHistory;
import io.flowkeep.storage.ContextHistory.Step;
import io.flowkeep.testing.Property;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random histories: PostgreSQL agrees with memory, and the counter is what a recount finds. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("neighbours")
final class PostgresContextHistoryTest {
    private static final Map<Through, OwnPostgres> SERVERS = new EnumMap<>(Through.class);
    private static final Map<Through, PostgresDatabase> DATABASES = new EnumMap<>(Through.class);

    @BeforeAll
    static void prepare() throws Exception {
        for (Through through : Through.values()) {
            OwnPostgres server = OwnPostgres.create(through);
            SERVERS.put(through, server);
            PostgresDatabase database = server.open();
            DATABASES.put(through, database);
            database.prepare(PostgresSchema.CONTEXT);
        }
    }

    @AfterAll
    static void drop() throws Exception {
        DATABASES.values().forEach(PostgresDatabase::close);
        for (OwnPostgres server : SERVERS.values()) {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void drivers_agree_and_counters_are_right(Through through) {
        PostgresDatabase database = Objects.requireNonNull(DATABASES.get(through));
        Property.check(30, ContextHistory.histories(), history -> play(database, history));
    }

    private static void play(PostgresDatabase database, List<Step> history) throws Exception {
        ProjectId project = new ProjectId("p-" + UUID.randomUUID());
        ContextStore postgres =
                new PostgresContextStore(database, InstantSource.fixed(Instant.EPOCH));
        ContextHistory.play(postgres, project, history);
    }
}
