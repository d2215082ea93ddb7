package io.flowkeep.storage.sqlite;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextStoreContract;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

final class SqliteMemoryContextStoreTest extends ContextStoreContract {
    private final List<SqliteDatabase> opened = new ArrayList<>();

    @Override
    protected ContextStore open() {
        SqliteDatabase database =
                SqliteDatabase.inMemory(SqliteSchema.CONTEXT, SqliteSettings.durable());
        opened.add(database);
        return new SqliteContextStore(database, InstantSource.fixed(Instant.EPOCH));
    }

    @AfterEach
    void close() {
        opened.forEach(SqliteDatabase::close);
    }
}
