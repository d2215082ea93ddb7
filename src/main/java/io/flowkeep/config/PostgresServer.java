package io.flowkeep.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A database of a PostgreSQL server and how it is used. Immutable; two that are equal are one.
 *
 * @param host a name or address
 * @param user empty: the name of the process's user
 * @param password empty for none
 * @param connections the most that are open at once, besides one that watches
 * @param sessions whether a connection has a session of its own
 */
public record PostgresServer(
        String host,
        int port,
        String database,
        String user,
        Secret password,
        Protection protection,
        int connections,
        Sessions sessions) {

    /** How many connections there are if nobody says. */
    public static final int USUAL_CONNECTIONS = 10;

    /** The same with other sessions. */
    PostgresServer with(Sessions other) {
        return new PostgresServer(
                host, port, database, user, password, protection, connections, other);
    }

    /** Whether a connection has a session of its own. */
    public enum Sessions {
        /** Unless a pooler stands between. */
        AUTO,
        /** Also behind a pooler. */
        OWN,
        /** Not even where no pooler is found. */
        SHARED
    }

    /** How the connections are protected. */
    public sealed interface Protection {
        /** Not at all. */
        record None() implements Protection {}

        /**
         * By TLS, with the server's name and its certificate's chain verified.
         *
         * @param only a file of the only certificates to trust; empty: those that all trust
         */
        record Tls(Optional<Path> only) implements Protection {}
    }
}
