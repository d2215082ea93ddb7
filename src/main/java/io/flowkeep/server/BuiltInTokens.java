package io.flowkeep.server;

import io.flowkeep.auth.TokenFinder;
import io.flowkeep.auth.TokenIssuer;
import io.flowkeep.auth.TokenStore;
import io.flowkeep.config.AuthConfig;
import io.flowkeep.config.ContextConfig;
import io.flowkeep.config.FilesConfig;
import io.flowkeep.config.FlowsConfig;
import io.flowkeep.config.PostgresServer;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.config.ServerConfig;
import io.flowkeep.config.SqliteFile;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.sql.SqlTokenStore;
import io.flowkeep.storage.sqlite.SqliteSchema;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The stores of Flowkeep's own tokens, each opened once however many faces use it. For the starting
 * thread.
 */
public final class BuiltInTokens {
    private static final String NAME = "tokens";

    private final ServerConfig config;
    private final Surroundings surroundings;
    private final Map<RecordPlace, TokenStore> open = new HashMap<>();
    private final Map<RecordPlace, TokenFinder> operatorsAlone = new HashMap<>();

    BuiltInTokens(ServerConfig config, Surroundings surroundings) {
        this.config = config;
        this.surroundings = surroundings;
    }

    /** Operators' tokens, also where clients' are somebody else's. */
    TokenFinder operators() {
        return areForClients(config)
                ? store(config.tokens())
                : operatorsAlone.computeIfAbsent(config.tokens(), this::late);
    }

    /** Whether some clients' tokens are built in, so that there must be a first one. */
    public static boolean areForClients(ServerConfig config) {
        boolean projects =
                config.auth() instanceof AuthConfig.BuiltIn
                        && !(config.files() instanceof FilesConfig.Off
                                && config.context() instanceof ContextConfig.Off);
        boolean flows =
                config.flows() instanceof FlowsConfig.On on
                        && on.identity() instanceof FlowsConfig.IdentitySource.BuiltIn;
        return projects || flows;
    }

    private TokenFinder late(RecordPlace place) {
        return switch (place) {
            case RecordPlace.Sqlite(SqliteFile.OnDisk(var path)) ->
                    surroundings.parts().add(new LateTokens(path));
            case RecordPlace.Sqlite(SqliteFile.InMemory _) -> _ -> Optional.empty();
            case RecordPlace.Postgres(var server) -> postgres(server);
        };
    }

    private SqlTokenStore postgres(PostgresServer server) {
        return new SqlTokenStore(surroundings.postgres().open(NAME, server, PostgresSchema.TOKENS));
    }

    /** The tokens in a place; if there has never been one, the admin's is made and shown. */
    TokenStore store(RecordPlace place) {
        return open.computeIfAbsent(place, this::openStore);
    }

    private TokenStore openStore(RecordPlace place) {
        TokenStore store =
                switch (place) {
                    case RecordPlace.Sqlite(var file) ->
                            new SqlTokenStore(
                                    surroundings.database(NAME, file, SqliteSchema.TOKENS));
                    case RecordPlace.Postgres(var server) -> postgres(server);
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
