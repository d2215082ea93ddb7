package io.flowkeep.storage.postgres;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextStoreContract;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Through.class)
@Tag("neighbours")
final class PostgresContextStoreTest extends ContextStoreContract {
    @Parameter private Through through = Through.NOTHING;

    private OwnPostgres server;
    private PostgresDatabase database;

    @BeforeEach
    void prepare() throws Exception {
        server = OwnPostgres.create(through);
        database = server.open();
        database.prepare(PostgresSchema.CONTEXT);
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
        server.close();
    }

    @Override
    protected ContextStore open() {
        return new PostgresContextStore(database, InstantSource.fixed(Instant.EPOCH));
    }
}
