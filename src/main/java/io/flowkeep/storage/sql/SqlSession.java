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
import org.jspecify.annotations.Nullable;

/**
 * One connection with the statements prepared on it so far. There must be few different statements,
 * since each is prepared once and kept as long as the connection. Parameters are texts, numbers and
 * byte arrays. For one thread at a time.
 *
 * <p>A session may have a preface: a query whose result is ignored, sent before each statement, in
 * the same transaction and the same round trip. It makes settings for that transaction only.
 */
public final class SqlSession {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private String preface;
    private boolean isOnce;

    /** A session over a connection, which stays the caller's to close. */
    public SqlSession(Connection connection) {
        this(connection, "");
    }

    /**
     * A session with a preface.
     *
     * @param preface a query without parameters that gives one result; empty for none
     */
    public SqlSession(Connection connection, String preface) {
        this.connection = connection;
        this.preface = preface;
    }

    /** Sends the preface with the next statement only: all that follows is one transaction. */
    public void prefaceOnce() {
        isOnce = true;
    }

    /** Stops sending the preface. */
    public void dropPreface() {
        preface = "";
    }

    /** The connection, for what the other methods do not offer. */
    public Connection connection() {
        return connection;
    }

    /** Runs a statement; returns the number of rows it changed. */
    public int execute(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = run(sql, parameters);
        ResultSet rows = statement.getResultSet();
        if (rows != null) {
            rows.close();
            return 0;
        }
        return statement.getUpdateCount();
    }

    /** The same. */
    public int execute(Sql sql) throws SQLException {
        return execute(sql.text(), sql.parameters().toArray());
    }

    /** The first row, if there is one. */
    public <T> Optional<T> find(String sql, RowReader<T> reader, @Nullable Object... parameters)
            throws SQLException {
        try (ResultSet rows = rows(sql, parameters)) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
    }

    /** The same. */
    public <T> Optional<T> find(Sql sql, RowReader<T> reader) throws SQLException {
        return find(sql.text(), reader, sql.parameters().toArray());
    }

    /** All rows in the statement's order. */
    public <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... parameters)
            throws SQLException {
        return listUntil(sql, reader, _ -> false, parameters);
    }

    /** The same. */
    public <T> List<T> list(Sql sql, RowReader<T> reader) throws SQLException {
        return list(sql.text(), reader, sql.parameters().toArray());
    }

    /** Rows in the statement's order up to the first that is to be the last; no others are read. */
    public <T> List<T> listUntil(
            String sql, RowReader<T> reader, Predicate<T> isLast, @Nullable Object... parameters)
            throws SQLException {
        List<T> values = new ArrayList<>();
        try (ResultSet rows = rows(sql, parameters)) {
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

    private ResultSet rows(String sql, @Nullable Object... parameters) throws SQLException {
        ResultSet rows = run(sql, parameters).getResultSet();
        if (rows == null) {
            throw new SQLException("a statement that gives no rows: " + sql);
        }
        return rows;
    }

    /** The statement, positioned at its own result, after the preface's. */
    private PreparedStatement run(String sql, @Nullable Object... parameters) throws SQLException {
        if (preface.isEmpty()) {
            PreparedStatement statement = bound(sql, parameters);
            var _ = statement.execute();
            return statement;
        }
        PreparedStatement statement = bound(preface + ";" + sql, parameters);
        if (isOnce) {
            preface = "";
        }
        var _ = statement.execute() && statement.getMoreResults();
        return statement;
    }

    private PreparedStatement bound(String sql, @Nullable Object... parameters)
            throws SQLException {
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
