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
 * a connection works, and the usual isolation. The pool asks once, for 400 ms; if it gets no
 * answer, because a pooler is busy or the server hangs at that moment, it can never use a
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

    /** How long the pool waits when it is closed. */
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
