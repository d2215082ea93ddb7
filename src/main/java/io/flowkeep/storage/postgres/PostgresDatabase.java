package io.flowkeep.storage.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.SqlWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One database of a PostgreSQL server: a few connections, and the ways to use one.
 *
 * <p>A work has one connection for as long as it runs and must not ask the database for another: a
 * single connection is enough for any number of callers. Works may run more than once, since one
 * that PostgreSQL refuses for now (deadlock, failed serialisation), or whose connection is lost
 * before its end, is tried again after a short time that chance lengthens.
 *
 * <p>While the server is away, every call fails at once, and calls that wait for an answer are
 * ended; {@link Pulse} finds out. Nothing has to be done when it is there again.
 *
 * <p>All methods throw {@link StoreUnavailable} if nothing was done, {@link
 * io.flowkeep.faults.StoreOutcomeUnknown} if a change may have been made, {@link StoreCorrupt} if
 * PostgreSQL calls it nonsense. Safe for concurrent use.
 */
public final class PostgresDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);

    /** PostgreSQL numbers its releases so. */
    private static final int OLDEST = 130_000;

    private static final int FIRST_PAUSE_MILLIS = 10;
    private static final int LONGEST_PAUSE_MILLIS = 200;
    private static final int SLOW_MILLIS = 15 * 60 * 1000;

    private final PostgresAddress address;
    private final PostgresSettings settings;
    private final DataSource single;
    private final Sources sources;
    private final Set<Connection> inUse = ConcurrentHashMap.newKeySet();
    private volatile HikariDataSource pool;
    private final Pulse pulse;

    private PostgresDatabase(PostgresAddress address, PostgresSettings settings) {
        this.address = address;
        this.settings = settings;
        this.sources = new Sources(address, settings);
        this.single = sources.single();
        this.pool = sources.pool();
        this.pulse =
                new Pulse(
                        address.toString(),
                        sources.watching(),
                        settings,
                        this::cutOff,
                        this::reopen);
    }

    /**
     * Opens a database that is there.
     *
     * @throws StoreFault it cannot be reached, refuses us or is older than PostgreSQL 13
     */
    public static PostgresDatabase open(PostgresAddress address, PostgresSettings settings) {
        try (Connection connection = new Sources(address, settings).single().getConnection()) {
            int version =
                    new SqlSession(connection)
                            .find(
                                    "SELECT current_setting('server_version_num')::int",
                                    row -> row.getInt(1))
                            .orElse(0);
            if (version < OLDEST) {
                throw new StoreCorrupt(
                        "PostgreSQL at " + address + " is older than 13: " + version, null);
            }
        } catch (SQLException e) {
            throw new StoreUnavailable("open PostgreSQL at " + address + ": " + e.getMessage(), e);
        }
        return new PostgresDatabase(address, settings);
    }

    /** Brings a schema up to date; other servers that want the same wait meanwhile. */
    public void prepare(PostgresSchema schema) {
        new PostgresMigration(schema, single).run();
    }

    PostgresSettings settings() {
        return settings;
    }

    /** Whether the server is there. */
    public boolean isThere() {
        return pulse.isThere();
    }

    /** Runs one reading statement, or several that each may see a later state. */
    <T> T read(SqlWork<T> work) {
        return attempt("read", work, PostgresErrors::translate, true);
    }

    /**
     * Runs one changing statement, which is a transaction of its own and so costs one round trip.
     */
    <T> T write(SqlWork<T> statement) {
        return attempt("write", statement, PostgresErrors::translateCommit, false);
    }

    /**
     * Runs statements in a transaction that sees what others have committed before each of them
     * ({@code READ COMMITTED}). What the work throws undoes what it did, and comes back to the
     * caller.
     */
    <T> T transaction(SqlWork<T> work) {
        return attempt("transaction", Transactions.committing(work), Transactions::translate, true);
    }

    /** Runs several reading statements that all see the same state. */
    <T> T readSnapshot(SqlWork<T> work) {
        return attempt("read", Transactions.snapshot(work), PostgresErrors::translate, true);
    }

    /**
     * As {@link #readSnapshot}, for what takes long: each statement may run for up to 15 minutes.
     */
    <T> T readSlowly(SqlWork<T> work) {
        return attempt(
                "read",
                session -> {
                    Connection connection = session.connection();
                    int usual = connection.getNetworkTimeout();
                    connection.setNetworkTimeout(Runnable::run, SLOW_MILLIS);
                    try {
                        return Transactions.snapshot(
                                        inner -> {
                                            inner.execute(
                                                    "SET LOCAL statement_timeout = " + SLOW_MILLIS);
                                            return work.run(inner);
                                        })
                                .run(session);
                    } finally {
                        connection.setNetworkTimeout(Runnable::run, usual);
                    }
                },
                PostgresErrors::translate,
                true);
    }

    /**
     * Runs a work once, in a transaction on a connection of its own and without a limit of time:
     * for what takes long and cannot begin anew, such as walking through another store.
     */
    <T> T once(SqlWork<T> work) {
        try (Connection connection = single.getConnection()) {
            return watched(connection, Transactions.committing(work));
        } catch (SQLException e) {
            throw Transactions.translate("transaction", e);
        }
    }

    /** Turns an error into a fault. */
    private interface Translation {
        StoreFault translate(String doing, SQLException error);
    }

    private <T> T attempt(String doing, SqlWork<T> work, Translation translation, boolean again) {
        for (int attempt = 1; ; attempt++) {
            try {
                return run(work);
            } catch (SQLException e) {
                boolean lost = again && attempt == 1 && PostgresErrors.isLost(e);
                boolean retried = lost || PostgresErrors.isTransient(e);
                if (!retried || Transactions.isInDoubt(e) || attempt >= settings.attempts()) {
                    throw translation.translate(doing, e);
                }
                LOG.debug("tried again: {}", e.getMessage());
                pause(attempt);
            }
        }
    }

    private <T> T run(SqlWork<T> work) throws SQLException {
        try (Connection connection = lease()) {
            return watched(connection, work);
        }
    }

    /** While the work runs, the connection is ended if the server goes away. */
    private <T> T watched(Connection connection, SqlWork<T> work) throws SQLException {
        Connection real = connection.unwrap(PgConnection.class);
        inUse.add(real);
        try {
            requireThere();
            return work.run(new SqlSession(connection));
        } finally {
            inUse.remove(real);
        }
    }

    private Connection lease() {
        requireThere();
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw new StoreUnavailable("no connection to " + address + " is free", e);
        }
    }

    private void requireThere() {
        if (!pulse.isThere()) {
            throw new StoreUnavailable("PostgreSQL at " + address + " is away", null);
        }
    }

    /** Ends what waits for a server that does not answer. */
    private void cutOff() {
        HikariDataSource lost = pool;
        for (Connection connection : inUse) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("a lost connection could not be closed", e);
            }
        }
        Thread.ofVirtual().name("postgres-closing").start(lost::close); // may take some seconds
    }

    /**
     * A pool that has tried in vain for a while tries every 5 s only; a new one does so at once.
     */
    private void reopen() {
        pool = sources.pool();
    }

    private void pause(int attempt) {
        int longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << attempt);
        try {
            Thread.sleep((long) (longest * settings.chance().getAsDouble()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted before another attempt", e);
        }
    }

    /** Ends all connections. Calls after that are refused. */
    @Override
    public void close() {
        pulse.close();
        pool.close();
    }
}
