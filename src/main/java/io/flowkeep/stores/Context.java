package io.flowkeep.stores;

import io.flowkeep.config.RecordPlace;
import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ScopeTable;
import io.flowkeep.storage.postgres.FileServerTable;
import io.flowkeep.storage.postgres.PostgresContextStore;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.sqlite.FileServerFile;
import io.flowkeep.storage.sqlite.SqliteContextStore;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.storage.sqlite.SqliteSchema;
import java.util.Optional;

/** Opens stores of context. Stateless. */
public final class Context {
    private static final String NAME = "context";

    private Context() {}

    /**
     * Opens a store; a database of the file-server's is taken over.
     *
     * @throws io.flowkeep.faults.StoreFault it cannot be opened
     */
    public static ContextStore open(RecordPlace place, Opening opening) {
        return switch (place) {
            case RecordPlace.Sqlite(var file) ->
                    new SqliteContextStore(
                            opening.sqlite(NAME, file, SqliteSchema.CONTEXT), opening.clock());
            case RecordPlace.Postgres(var server) ->
                    new PostgresContextStore(
                            opening.postgres(NAME, server, PostgresSchema.CONTEXT),
                            opening.clock());
        };
    }

    /**
     * Opens the file-server's own table to read it, if the database has one that was not taken
     * over. Closing the table closes all.
     */
    public static Optional<ScopeTable> findFileServers(RecordPlace place, Opening opening) {
        return switch (place) {
            case RecordPlace.Sqlite(SqliteFile.OnDisk(var path)) ->
                    FileServerFile.isOne(path)
                            ? Optional.of(opening.opened().add(FileServerFile.toRead(path)))
                            : Optional.empty();
            case RecordPlace.Sqlite(SqliteFile.InMemory _) -> Optional.empty();
            case RecordPlace.Postgres(var server) ->
                    FileServerTable.find(opening.postgres(server), opening.clock())
                            .map(table -> table);
        };
    }

    /**
     * Opens the file-server's own table to write to it, and makes it if it is not there. Closing
     * the table closes all.
     *
     * @throws io.flowkeep.faults.StoreFault it cannot be made
     */
    public static ScopeTable makeFileServers(RecordPlace place, Opening opening) {
        return switch (place) {
            case RecordPlace.Sqlite(SqliteFile.OnDisk(var path)) ->
                    FileServerFile.toWrite(path, opening.clock());
            case RecordPlace.Sqlite(SqliteFile.InMemory _) ->
                    throw new IllegalArgumentException("nobody would find it in memory");
            case RecordPlace.Postgres(var server) ->
                    FileServerTable.make(opening.postgres(server), opening.clock());
        };
    }
}
