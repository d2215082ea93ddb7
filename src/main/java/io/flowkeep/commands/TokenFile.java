package io.flowkeep.commands;

import io.flowkeep.auth.TokenStore;
import io.flowkeep.config.AuthConfig;
import io.flowkeep.config.ConfigException;
import io.flowkeep.config.Configuration;
import io.flowkeep.config.Environment;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.config.ServerConfig;
import io.flowkeep.server.BuiltInTokens;
import io.flowkeep.stores.Opened;
import io.flowkeep.stores.Opening;
import io.flowkeep.stores.Tokens;
import java.io.IOException;
import java.time.Clock;

/**
 * Where the built-in tokens are, found as the server finds it and open for one command.
 *
 * @param opened what is closed in the end
 * @param otherClients who hands out clients' tokens; empty if they are built in
 */
public record TokenFile(Opened opened, TokenStore store, String otherClients)
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
        if (config.tokens() instanceof RecordPlace.Sqlite sqlite && sqlite.path().isEmpty()) {
            throw new Absent("tokens.storage is :memory:, which only the running server sees");
        }
        Opening opening = opening(config);
        Opened opened = opening.opened();
        try {
            return new TokenFile(opened, Tokens.open(config.tokens(), opening), others);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static ServerConfig config(Environment environment) {
        try {
            return Configuration.load(environment).server();
        } catch (ConfigException e) {
            throw new Absent(String.join("\nflowkeep: ", e.problems()));
        }
    }

    /** A broken file of certificates does not matter where no connection is made. */
    @SuppressWarnings("SystemOut") // standard output is for the tokens
    private static Opening opening(ServerConfig config) {
        Clock clock = Clock.systemUTC();
        try {
            return switch (config.tokens()) {
                case RecordPlace.Sqlite _ -> Opening.forLocalCommand(clock);
                case RecordPlace.Postgres _ ->
                        Opening.forCommand(
                                clock,
                                config,
                                warning -> System.err.println("flowkeep: " + warning));
            };
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
        opened.close();
    }
}
