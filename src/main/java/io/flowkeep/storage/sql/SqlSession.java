package io.flowkeep.storage.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One connection with the statements prepared on it so far. SQL texts must be constants, since each
 * is prepared once and kept as long as the connection. Parameters are texts, numbers and byte
 * arrays. For one thread at a time.
 */
public final class SqlSession {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    /** A session over a connection, which stays the caller's to close. */
    public SqlSession(Connection connection) {
        this.connection = connection;
    }

    /** The connection, for what the other methods do not offer. */
    public Connection connection() {
        return connection;
    }

    /** Runs a statement; gives the number of rows it changed, or 0 if it changes none. */
    public int execute(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = bound(sql, parameters);
        if (statement.execute()) {
            statement.getResultSet().close();
            return 0;
        }
        return statement.getUpdateCount();
    }

    /** The first row, if there is one. */
    public <T> Optional<T> find(String sql, RowReader<T> reader, Object... parameters)
            throws SQLException {
        try (ResultSet rows = bound(sql, parameters).executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
    }

    /** All rows in the statement's order. */
    public <T> List<T> list(String sql, RowReader<T> reader, Object... parameters)
            throws SQLException {
        return listUntil(sql, reader, _ -> false, parameters);
    }

    /** Rows in the statement's order up to the first that is to be the last; no others are read. */
    public <T> List<T> listUntil(
            String sql, RowReader<T> reader, Predicate<T> isLast, Object... parameters)
            throws SQLException {
        List<T> values = new ArrayList<>();
        try (ResultSet rows = bound(sql, parameters).executeQuery()) {
            while (rows.next()) {
                T value = reader.read(rows);
                values.add(value);
                if (isLast.test(value)) {
                    break;
                }
            }
        }
        return values;
    }

    private PreparedStatement bound(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
