package io.flowkeep.storage.postgres;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.sql.SqlDatabase;
import io.flowkeep.storage.sql.SqlWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One database of a PostgreSQL server: a few connections, and the ways to use one.
 *
 * <p>A work has one connection for as long as it runs and must not ask the database for another: a
 * single connection is enough for any number of callers. Works may run more than once, since one
 * that PostgreSQL refuses for now (deadlock, failed serialisation), or whose connection is lost
 * before its end, is tried again after a short time with a random part.
 *
 * <p>While the server is unreachable, every call fails at once, and calls that wait for an answer
 * are ended; {@link ServerWatch} detects this. When the server is back, no action is needed.
 *
 * <p>All methods throw {@link StoreUnavailable} if nothing was done, {@link
 * io.flowkeep.faults.StoreOutcomeUnknown} if a change may have been made, {@link StoreCorrupt} if
 * PostgreSQL rejects it as invalid. Safe for concurrent use.
 */
public final class PostgresDatabase implements SqlDatabase, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);

    private static final int FIRST_PAUSE_MILLIS = 10;
    private static final int LONGEST_PAUSE_MILLIS = 200;
    private static final Duration SLOW = Duration.ofMinutes(15);

    private final PostgresServer server;
    private final PostgresSettings settings;
    private final DataSource single;
    private final Connections connections;
    private final ServerWatch pulse;

    private PostgresDatabase(PostgresServer server, PostgresSettings settings, SessionOwner route) {
        this.server = server;
        this.settings = settings;
        DataSources sources = new DataSources(server, settings);
        this.single = sources.single();
        this.connections = new Connections(server, settings, route);
        this.pulse =
                new ServerWatch(
                        server.toString(),
                        sources.watching(),
                        settings,
                        new Watcher(connections, settings));
    }

    /** What is done when the watch has found something out. */
    private record Watcher(Connections connections, PostgresSettings settings)
            implements ServerWatch.Watched {
        @Override
        public long answers() {
            return connections.answers();
        }

        @Override
        public void met(Greeting greeting) {
            connections.met(greeting);
        }

        @Override
        public void lost() {
            connections.cutOff();
        }

        @Override
        public void back() {
            connections.reopen();
        }

        @Override
        public void writable() {
            connections.renew();
        }
    }

    /**
     * Opens an existing database.
     *
     * @throws StoreFault it cannot be reached, refuses the login, is older than PostgreSQL 13, is
     *     not in UTF8, or is behind a pooler without transactions
     */
    public static PostgresDatabase open(PostgresServer server, PostgresSettings settings) {
        try (Connection connection = new DataSources(server, settings).single().getConnection()) {
            Greeting greeting = Greeting.of(connection);
            greeting.requireFit(server);
            if (greeting.isPooled()) {
                Greeting.requireTransactions(connection, server);
            }
            SessionOwner route = SessionOwner.of(greeting, server.sessions());
            if (route == SessionOwner.POOLED) {
                LOG.info(
                        "PostgreSQL at {} is used through a pooler: statements are not prepared,"
                                + " and settings hold for a transaction",
                        server);
            }
            return new PostgresDatabase(server, settings, route);
        } catch (SQLException e) {
            throw new StoreUnavailable("open PostgreSQL at " + server + ": " + e.getMessage(), e);
        }
    }

    /** Brings a schema up to date; other servers that want the same wait meanwhile. */
    public void prepare(PostgresSchema schema) {
        new PostgresMigration(schema, single).run();
    }

    PostgresServer server() {
        return server;
    }

    PostgresSettings settings() {
        return settings;
    }

    /** Whether the server is reachable. */
    public boolean isThere() {
        return pulse.isThere();
    }

    /** Whether the server is reachable and accepts changes. */
    public boolean isReady() {
        return pulse.isThere() && !pulse.isReadOnly();
    }

    /** Runs one reading statement, or several that each may see a later state. */
    @Override
    public <T> T read(SqlWork<T> work) {
        return attempt("read", work, PostgresErrors::translate, Kind.READ);
    }

    /**
     * Runs one changing statement, which is a transaction of its own and so costs one round trip.
     */
    @Override
    public <T> T write(SqlWork<T> statement) {
        return attempt("write", statement, PostgresErrors::translateCommit, Kind.STATEMENT);
    }

    /**
     * Runs statements in a transaction that sees what others have committed before each of them
     * ({@code READ COMMITTED}). If the work throws, what it did is undone and the exception is
     * passed to the caller.
     */
    <T> T transaction(SqlWork<T> work) {
        return attempt(
                "transaction",
                Transactions.committing(work),
                Transactions::translate,
                Kind.TRANSACTION);
    }

    @Override
    public <T> T writeAlone(String table, SqlWork<T> work) {
        String lock = "LOCK TABLE " + table(table) + " IN SHARE ROW EXCLUSIVE MODE";
        return transaction(session -> {
            session.execute(lock);
            return work.run(session);
        });
    }

    @Override
    public String table(String name) {
        return PostgresSchema.NAME + "." + name;
    }

    /** Runs several reading statements that all see the same state. */
    <T> T readSnapshot(SqlWork<T> work) {
        return attempt(
                "read",
                Transactions.snapshot(work, settings.limits()),
                PostgresErrors::translate,
                Kind.READ);
    }

    /** As {@link #readSnapshot}, for long reads: each statement may run for up to 15 minutes. */
    <T> T readSlowly(SqlWork<T> work) {
        SqlWork<T> slow = Transactions.snapshot(work, settings.limits().withStatement(SLOW));
        return attempt(
                "read",
                session -> {
                    Connection connection = session.connection();
                    int usual = connection.getNetworkTimeout();
                    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(SLOW.toMillis()));
                    try {
                        return slow.run(session);
                    } finally {
                        connection.setNetworkTimeout(Runnable::run, usual);
                    }
                },
                PostgresErrors::translate,
                Kind.READ);
    }

    /** Turns an error into a fault. */
    private interface Translation {
        StoreFault translate(String doing, SQLException error);
    }

    /** What a work does, which decides what may be done if it fails. */
    private enum Kind {
        READ,
        /** Its outcome is unknown if the connection is lost. */
        STATEMENT,
        TRANSACTION
    }

    private <T> T attempt(String doing, SqlWork<T> work, Translation translation, Kind kind) {
        for (int attempt = 1; ; attempt++) {
            try {
                require(kind);
                return connections.run(work, () -> require(kind));
            } catch (SQLException e) {
                if (attempt >= settings.attempts() || !isRetried(e, kind, attempt)) {
                    throw translation.translate(doing, e);
                }
                LOG.debug("tried again: {}", e.getMessage());
                pause(attempt);
            }
        }
    }

    private boolean isRetried(SQLException error, Kind kind, int attempt) {
        if (Transactions.isInDoubt(error)) {
            return false;
        }
        if (PostgresErrors.isReadOnly(error)) {
            return isOfAnOldSession(attempt);
        }
        boolean mayBeLost = kind != Kind.STATEMENT && attempt == 1;
        return (mayBeLost && PostgresErrors.isLost(error)) || PostgresErrors.isTransient(error);
    }

    /** With sessions of its own, a new connection shows it; behind a pooler the watch finds out. */
    private boolean isOfAnOldSession(int attempt) {
        if (attempt == 1 && connections.route() == SessionOwner.DIRECT) {
            connections.renew();
            return true;
        }
        pulse.foundReadOnly();
        return false;
    }

    private void require(Kind kind) {
        if (!pulse.isThere()) {
            throw new StoreUnavailable("PostgreSQL at " + server + " is away", null);
        }
        if (kind != Kind.READ && pulse.isReadOnly()) {
            throw new StoreUnavailable("PostgreSQL at " + server + " can only be read", null);
        }
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
        connections.close();
    }
}
