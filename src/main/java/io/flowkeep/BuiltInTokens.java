package io.flowkeep;

import io.flowkeep.auth.TokenIssuer;
import io.flowkeep.auth.TokenStore;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.PostgresTokenStore;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteTokenStore;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/**
 * The stores of Flowkeep's own tokens, each opened once however many faces use it. For the starting
 * thread.
 */
final class BuiltInTokens {
    private static final String NAME = "tokens";

    private final Surroundings surroundings;
    private final Map<RecordPlace, TokenStore> open = new HashMap<>();

    BuiltInTokens(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The tokens in a place; if there has never been one, the admin's is made and shown. */
    TokenStore store(RecordPlace place) {
        return open.computeIfAbsent(place, this::openStore);
    }

    private TokenStore openStore(RecordPlace place) {
        TokenStore store =
                switch (place) {
                    case RecordPlace.Sqlite(var file) ->
                            new SqliteTokenStore(
                                    surroundings.database(NAME, file, SqliteSchema.TOKENS));
                    case RecordPlace.Postgres(var server) ->
                            new PostgresTokenStore(
                                    surroundings
                                            .postgres()
                                            .open(NAME, server, PostgresSchema.TOKENS));
                };
        new TokenIssuer(store, surroundings.clock(), new SecureRandom())
                .issueFirst()
                .ifPresent(token -> announce(token.secret()));
        return store;
    }

    /** On standard output and nowhere else: a log is kept, copied and read by others. */
    @SuppressWarnings("SystemOut") // this is where the operator sees it, once
    private static void announce(String secret) {
        System.out.println("admin token, shown this once: " + secret);
        System.out.flush();
    }
}
