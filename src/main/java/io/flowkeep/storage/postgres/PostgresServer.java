package io.flowkeep.storage.postgres;

import io.flowkeep.text.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A database of a PostgreSQL server and how it is used. Immutable; two that are equal are one.
 *
 * @param host a name or address
 * @param port 1 to 65535
 * @param database its name
 * @param user empty: the name of the process's user, as PostgreSQL's own clients do
 * @param password empty for none
 * @param protection how the connections are protected
 * @param connections the most that are open at once, at least 1; one more watches whether the
 *     server is there
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

    /** The default number of connections. */
    public static final int USUAL_CONNECTIONS = 10;

    /** Checks the number. */
    public PostgresServer {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be at least 1");
        }
    }

    /** The same with another number of connections. */
    public PostgresServer withConnections(int number) {
        return new PostgresServer(
                host, port, database, user, password, protection, number, sessions);
    }

    /** The same with other sessions. */
    public PostgresServer withSessions(Sessions other) {
        return new PostgresServer(
                host, port, database, user, password, protection, connections, other);
    }

    /** Whether a connection has a session of its own. */
    public enum Sessions {
        /** Unless a pooler stands between. */
        AUTO,
        /** Also behind a pooler, which gives it one for as long as the connection lasts. */
        OWN,
        /** Never, even where no pooler is found. */
        SHARED
    }

    /** How the connections are protected. */
    public sealed interface Protection {
        /** Not at all. */
        record None() implements Protection {}

        /**
         * By TLS; the server must show a certificate for its host name, with a chain that ends at a
         * trusted authority.
         *
         * @param only a PEM file with the only certificates to trust; empty: the server's usual
         *     trust
         */
        record Tls(Optional<Path> only) implements Protection {}
    }

    /** Where it is, without user name and password. */
    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }
}
