package io.flowkeep.storage.postgres;

import io.flowkeep.storage.sql.PlainSource;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the pool asks of the first connection that it gets: whether the driver can tell that
 * a connection works, and the usual isolation. The pool asks once, for 400 ms, and if there is no
 * answer, since a pooler has much to do or the server stands still just then, it can never use a
 * connection again. Safe for concurrent use.
 */
final class KnownDriver implements PlainSource {
    private final DataSource source;
    private final AtomicBoolean isAsked = new AtomicBoolean();

    KnownDriver(DataSource source) {
        this.source = source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = source.getConnection();
        return isAsked.compareAndSet(false, true) ? first(connection) : connection;
    }

    /** The pool waits for so long when it ends. */
    @Override
    public int getLoginTimeout() {
        try {
            return source.getLoginTimeout();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection first(Connection connection) {
        AtomicBoolean isNew = new AtomicBoolean(true);
        return PlainSource.changed(
                (_, method, arguments) -> answer(connection, isNew, method, arguments));
    }

    private static @Nullable Object answer(
            Connection connection,
            AtomicBoolean isNew,
            Method method,
            @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "isValid" ->
                    isNew.getAndSet(false)
                            ? true
                            : PlainSource.unchanged(connection, method, arguments);
            case "getTransactionIsolation" -> Connection.TRANSACTION_READ_COMMITTED;
            default -> PlainSource.unchanged(connection, method, arguments);
        };
    }
}
