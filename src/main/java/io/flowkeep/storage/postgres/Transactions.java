package io.flowkeep.storage.postgres;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.SqlWork;
import java.sql.Connection;
import java.sql.SQLException;

/** Runs a work in a transaction. */
final class Transactions {
    private Transactions() {}

    /** A commit whose answer was lost. */
    private static final class InDoubt extends SQLException {
        private static final long serialVersionUID = 1;

        InDoubt(SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause);
        }
    }

    /** Whether it is not known if a transaction took place. */
    static boolean isInDoubt(SQLException error) {
        return error instanceof InDoubt;
    }

    static StoreFault translate(String doing, SQLException error) {
        return isInDoubt(error)
                ? PostgresErrors.translateCommit(doing, error)
                : PostgresErrors.translate(doing, error);
    }

    /** The driver sends BEGIN along with the first statement, so it costs no round trip. */
    static <T> SqlWork<T> committing(SqlWork<T> work) {
        return session -> {
            Connection connection = session.connection();
            connection.setAutoCommit(false);
            session.prefaceOnce();
            T result;
            try {
                result = work.run(session);
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, e);
                throw e;
            }
            try {
                connection.commit();
            } catch (SQLException e) {
                throw PostgresErrors.isLost(e) ? new InDoubt(e) : e;
            }
            connection.setAutoCommit(true);
            return result;
        };
    }

    /** With limits, all of it in one round trip. */
    static <T> SqlWork<T> snapshot(SqlWork<T> work, TransactionLimits limits) {
        String begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; " + limits.commands();
        return session -> {
            session.dropPreface();
            session.execute(begin);
            T result;
            try {
                result = work.run(session);
            } catch (SQLException | RuntimeException | Error e) {
                end(session, e);
                throw e;
            }
            session.execute("COMMIT");
            return result;
        };
    }

    private static void rollBack(Connection connection, Throwable why) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            why.addSuppressed(e); // the pool closes a lost connection
        }
    }

    private static void end(SqlSession session, Throwable why) {
        try {
            session.execute("ROLLBACK");
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }
}
