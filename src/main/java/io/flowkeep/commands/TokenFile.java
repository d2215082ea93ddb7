package io.flowkeep.commands;

import io.flowkeep.auth.TokenStore;
import io.flowkeep.config.AuthConfig;
import io.flowkeep.config.ConfigException;
import io.flowkeep.config.Configuration;
import io.flowkeep.config.Environment;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.config.ServerConfig;
import io.flowkeep.config.SqliteFile;
import io.flowkeep.server.BuiltInTokens;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.sql.SqlTokenStore;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.stores.PostgresDatabases;
import io.flowkeep.stores.TrustPart;
import io.flowkeep.trust.Trust;
import java.io.IOException;

/**
 * Where the built-in tokens are, found as the server finds it and open for one command.
 *
 * @param closing what ends it
 * @param otherClients who hands out clients' tokens; empty if they are built in
 */
public record TokenFile(Runnable closing, TokenStore store, String otherClients)
        implements TokenCommand.TokenDatabase {

    /** There are no built-in tokens to work on; the message is for the operator. */
    public static final class Absent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Absent(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Opens the database, creating an SQLite file if absent.
     *
     * @throws Absent if the configuration names no such place
     */
    public static TokenFile open(Environment environment) {
        ServerConfig config = config(environment);
        String others = BuiltInTokens.areForClients(config) ? "" : others(config);
        return switch (config.tokens()) {
            case RecordPlace.Sqlite(SqliteFile.OnDisk(var path)) -> {
                SqliteDatabase database =
                        SqliteDatabase.open(path, SqliteSchema.TOKENS, SqliteSettings.durable());
                yield new TokenFile(database::close, new SqlTokenStore(database), others);
            }
            case RecordPlace.Sqlite(SqliteFile.InMemory _) ->
                    throw new Absent(
                            "tokens.storage is :memory:, which only the running server sees");
            case RecordPlace.Postgres(var server) -> {
                PostgresDatabase database = PostgresDatabases.connect(server, trust(config));
                database.prepare(PostgresSchema.TOKENS);
                yield new TokenFile(database::close, new SqlTokenStore(database), others);
            }
        };
    }

    private static ServerConfig config(Environment environment) {
        try {
            return Configuration.load(environment).server();
        } catch (ConfigException e) {
            throw new Absent(String.join("\nflowkeep: ", e.problems()));
        }
    }

    @SuppressWarnings("SystemOut") // standard output is for the tokens
    private static Trust trust(ServerConfig config) {
        try {
            return TrustPart.open(
                    config.trust(), warning -> System.err.println("flowkeep: " + warning));
        } catch (IOException e) {
            throw new Absent(String.valueOf(e.getMessage()));
        }
    }

    private static String others(ServerConfig config) {
        return switch (config.auth()) {
            case AuthConfig.Platform platform ->
                    "base_url is set, so tokens are made and checked by the platform at "
                            + platform.baseUrl().getHost();
            case AuthConfig.BuiltIn _ ->
                    "iam is set, so tokens are made and checked by Identity Management";
        };
    }

    @Override
    public void close() {
        closing.run();
    }
}
