package io.flowkeep.context.http;

import io.flowkeep.context.ContextQuota;
import io.flowkeep.storage.postgres.OwnPostgres;
import io.flowkeep.storage.postgres.PostgresContextStore;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.Through;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Plays the recorded context cases on PostgreSQL; the differences are those of SQLite. */
@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RecordedPostgresContextTest {
    @Parameter private Through through = Through.NOTHING;

    private OwnPostgres server;
    private PostgresDatabase database;

    @BeforeEach
    void prepare() throws SQLException {
        server = OwnPostgres.create(through);
        database = server.open();
        database.prepare(PostgresSchema.CONTEXT);
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
        server.close();
    }

    private Stream<DynamicTest> play(String recordedWith, ContextQuota quota) {
        return RecordedContextTest.play(
                recordedWith,
                new PostgresContextStore(database, InstantSource.fixed(Instant.EPOCH)),
                quota);
    }

    @TestFactory
    Stream<DynamicTest> the_cases_recorded_with_postgresql() {
        return play("pg", ContextQuota.NONE);
    }

    @TestFactory
    Stream<DynamicTest> the_cases_recorded_with_sqlite() {
        return play("fs", ContextQuota.NONE);
    }

    @TestFactory
    Stream<DynamicTest> the_cases_recorded_in_memory() {
        return play("mem", new ContextQuota(2000));
    }
}
