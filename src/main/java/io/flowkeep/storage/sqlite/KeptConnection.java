package io.flowkeep.storage.sqlite;

import io.flowkeep.storage.sql.PlainSource;
import java.sql.Connection;

/**
 * A data source that hands out one connection again and again and does not let it be closed. A
 * database in memory ends with its connection, and the migration tool closes the connections that
 * it gets.
 */
record KeptConnection(Connection connection) implements PlainSource {

    @Override
    public Connection getConnection() {
        return PlainSource.changed((_, method, arguments) ->
                method.getName().equals("close")
                        ? null
                        : PlainSource.unchanged(connection, method, arguments));
    }
}
