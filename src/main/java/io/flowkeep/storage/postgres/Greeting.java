package io.flowkeep.storage.postgres;

import io.flowkeep.faults.StoreCorrupt;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.jdbc.PgConnection;

/**
 * What a server reports about itself on a new connection. Immutable.
 *
 * @param version as PostgreSQL numbers its releases
 * @param encoding of the database
 * @param isPooled whether a pooler stands between: the server process that answers is not the one
 *     that the connection was told when it was opened
 */
record Greeting(int version, String encoding, boolean isPooled) {
    /** PostgreSQL 13, in its own numbering. */
    private static final int OLDEST = 130_000;

    private static final String UTF8 = "UTF8";
    private static final String ASK =
            "SELECT current_setting('server_version_num')::int,"
                    + " current_setting('server_encoding'), pg_backend_pid()";

    static Greeting of(Connection connection) throws SQLException {
        int told = connection.unwrap(PgConnection.class).getBackendPID();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ASK)) {
            row.next();
            return new Greeting(row.getInt(1), row.getString(2), row.getInt(3) != told);
        }
    }

    /**
     * Refuses an unsuitable server.
     *
     * @throws StoreCorrupt it is too old, or its encoding cannot hold every text
     */
    void requireFit(PostgresServer server) {
        if (version < OLDEST) {
            throw new StoreCorrupt(
                    "PostgreSQL at " + server + " is older than 13: " + version, null);
        }
        if (!encoding.equals(UTF8)) {
            throw new StoreCorrupt(
                    "the database at "
                            + server
                            + " is in "
                            + encoding
                            + ", which does not hold every text; it must be in UTF8: CREATE"
                            + " DATABASE name TEMPLATE template0 ENCODING 'UTF8' (and LOCALE 'C' if"
                            + " the server's own does not fit)",
                    null);
        }
    }

    /**
     * Refuses a pooler in statement mode.
     *
     * @throws StoreCorrupt transactions of several statements are not possible
     */
    static void requireTransactions(Connection connection, PostgresServer server)
            throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            connection.commit();
        } catch (SQLException e) {
            if (PostgresErrors.isStatementPooling(e)) {
                throw new StoreCorrupt(
                        "the pooler at "
                                + server
                                + " pools statements, so there are no transactions; set pool_mode"
                                + " to transaction or session",
                        e);
            }
            throw e;
        }
        connection.setAutoCommit(true);
    }
}
