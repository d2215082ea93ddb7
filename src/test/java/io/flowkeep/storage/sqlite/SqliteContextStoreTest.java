package io.flowkeep.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextStoreContract;
import io.flowkeep.faults.StoreUnavailable;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteContextStoreTest extends ContextStoreContract {
    @TempDir Path folder;
    private final List<SqliteDatabase> opened = new ArrayList<>();

    @Override
    protected ContextStore open() {
        SqliteDatabase database =
                SqliteDatabase.open(
                        folder.resolve("context.db"),
                        SqliteSchema.CONTEXT,
                        SqliteSettings.durable());
        opened.add(database);
        return new SqliteContextStore(database, InstantSource.fixed(Instant.EPOCH));
    }

    @AfterEach
    void close() {
        opened.forEach(SqliteDatabase::close);
        opened.clear();
    }

    @Test
    void everything_is_there_after_a_reopen() {
        put(open(), P1, GLOBAL, ordered("b", "1", "a", "2"));
        close();
        ContextStore store = open();
        assertEquals(List.of("b", "a"), store.names(P1, GLOBAL));
        assertEquals(
                Optional.of(Map.of("a", "2", "b", "1")),
                store.values(P1, GLOBAL, Set.of("a", "b")));
        assertEquals(13, store.characters(P1));
    }

    @Test
    void a_closed_database_is_unavailable() {
        ContextStore store = open();
        close();
        assertThrows(StoreUnavailable.class, () -> store.names(P1, GLOBAL));
        assertThrows(StoreUnavailable.class, () -> store.delete(P1, GLOBAL));
    }
}
