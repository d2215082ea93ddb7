package io.flowkeep.stores;

import io.flowkeep.auth.TokenFinder;
import io.flowkeep.auth.TokenStore;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.sql.SqlTokenStore;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.storage.sqlite.SqliteSchema;
import java.util.Optional;

/** Opens stores of Flowkeep's own tokens. Stateless. */
public final class Tokens {
    static final String NAME = "tokens";

    private Tokens() {}

    /**
     * Opens a store.
     *
     * @throws io.flowkeep.faults.StoreFault it cannot be opened
     */
    public static TokenStore open(RecordPlace place, Opening opening) {
        return switch (place) {
            case RecordPlace.Sqlite(var file) ->
                    new SqlTokenStore(opening.sqlite(NAME, file, SqliteSchema.TOKENS));
            case RecordPlace.Postgres(var server) ->
                    new SqlTokenStore(opening.postgres(NAME, server, PostgresSchema.TOKENS));
        };
    }

    /** Opens a store that is only looked into, and neither made nor needed if it is a file. */
    public static TokenFinder openLate(RecordPlace place, Opening opening) {
        return switch (place) {
            case RecordPlace.Sqlite(SqliteFile.OnDisk(var path)) ->
                    opening.opened().add(new LateTokens(path));
            case RecordPlace.Sqlite(SqliteFile.InMemory _) -> _ -> Optional.empty();
            case RecordPlace.Postgres _ -> open(place, opening);
        };
    }
}
