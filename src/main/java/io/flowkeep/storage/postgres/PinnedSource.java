package io.flowkeep.storage.postgres;

import io.flowkeep.storage.sql.PlainSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * Hands out one connection again and again, in the middle of one transaction that only its owner
 * commits. A borrower sees it as a connection of its own: what it commits stays part of the
 * transaction, what it rolls back is undone to where it began. So all borrowers use one session,
 * even behind a pooler, and either all of their work takes effect or none.
 *
 * <p>Borrowers' transactions may be nested and must not overlap otherwise. One thread at a time.
 */
final class PinnedSource implements PlainSource {
    private final Connection pinned;

    /** Hands out a connection whose transaction has begun, or begins with the next statement. */
    PinnedSource(Connection pinned) {
        this.pinned = pinned;
    }

    @Override
    public Connection getConnection() {
        return PlainSource.changed(new Borrowed(pinned));
    }

    /** What a borrower sees. */
    private static final class Borrowed implements InvocationHandler {
        private final Connection pinned;
        private boolean isClosed;
        private @Nullable Savepoint begun;

        Borrowed(Connection pinned) {
            this.pinned = pinned;
        }

        @Override
        public @Nullable Object invoke(
                Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            return switch (method.getName()) {
                case "close" -> close();
                case "isClosed" -> isClosed || pinned.isClosed();
                case "getAutoCommit" -> begun == null;
                case "setAutoCommit" -> setAutoCommit(arguments);
                case "commit" -> commit();
                case "rollback" ->
                        arguments == null
                                ? undo()
                                : PlainSource.unchanged(pinned, method, arguments);
                default -> PlainSource.unchanged(pinned, method, arguments);
            };
        }

        private @Nullable Object close() {
            isClosed = true;
            return null;
        }

        private @Nullable Object setAutoCommit(@Nullable Object @Nullable [] arguments)
                throws SQLException {
            boolean wanted = arguments != null && Boolean.TRUE.equals(arguments[0]);
            if (wanted) {
                end();
            } else if (begun == null) {
                begin();
            }
            return null;
        }

        private @Nullable Object commit() throws SQLException {
            end();
            begin();
            return null;
        }

        private void begin() throws SQLException {
            begun = pinned.setSavepoint();
        }

        private void end() throws SQLException {
            Savepoint savepoint = begun;
            if (savepoint != null) {
                begun = null;
                pinned.releaseSavepoint(savepoint);
            }
        }

        private @Nullable Object undo() throws SQLException {
            Savepoint savepoint = begun;
            if (savepoint != null) {
                pinned.rollback(savepoint);
            }
            return null;
        }
    }
}
