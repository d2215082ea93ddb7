package io.flowkeep.storage.postgres;

import io.flowkeep.trust.Trust;
import java.nio.file.Path;

/**
 * Where a database is and who asks. Immutable; prints without the password.
 *
 * @param host a name or address
 * @param port 1 to 65535
 * @param database its name
 * @param user empty: the name of the process's user, as PostgreSQL's own clients do
 * @param password empty for none
 * @param tls how the connection is protected
 */
public record PostgresAddress(
        String host, int port, String database, String user, String password, Tls tls) {

    /** How the connection is protected. */
    public sealed interface Tls {
        /** Not at all. */
        record Off() implements Tls {}

        /**
         * By TLS; the server must show a certificate for its host name, with a chain that ends at
         * somebody trusted.
         */
        record Verified(Trust trust) implements Tls {}

        /**
         * The same, but nobody else is trusted.
         *
         * @param only PEM certificates
         */
        record Pinned(Path only) implements Tls {}
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }
}
