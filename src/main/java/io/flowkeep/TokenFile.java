package io.flowkeep;

import io.flowkeep.auth.TokenStore;
import io.flowkeep.config.AuthConfig;
import io.flowkeep.config.ConfigException;
import io.flowkeep.config.Configuration;
import io.flowkeep.config.Environment;
import io.flowkeep.config.SqliteFile;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.storage.sqlite.SqliteTokenStore;

/** The database of the built-in tokens, found as the server finds it and open for one command. */
record TokenFile(SqliteDatabase database, TokenStore store) implements TokenCommand.TokenDatabase {

    /** There are no built-in tokens to work on; the message is for the operator. */
    static final class Absent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Absent(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Opens the database, creating it if absent.
     *
     * @throws Absent if the configuration names no such file
     */
    static TokenFile open(Environment environment) {
        SqliteDatabase database =
                switch (storage(environment)) {
                    case SqliteFile.OnDisk(var path) ->
                            SqliteDatabase.open(
                                    path, SqliteSchema.TOKENS, SqliteSettings.durable());
                    case SqliteFile.InMemory _ ->
                            throw new Absent(
                                    "tokens.storage is :memory:, which only the running server"
                                            + " sees");
                };
        return new TokenFile(database, new SqliteTokenStore(database));
    }

    private static SqliteFile storage(Environment environment) {
        try {
            return switch (Configuration.load(environment).server().auth()) {
                case AuthConfig.BuiltIn(var storage) -> storage;
                case AuthConfig.Platform platform ->
                        throw new Absent(
                                "base_url is set, so tokens are made and checked by the platform at"
                                        + " "
                                        + platform.baseUrl().getHost());
            };
        } catch (ConfigException e) {
            throw new Absent(String.join("\nflowkeep: ", e.problems()));
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
