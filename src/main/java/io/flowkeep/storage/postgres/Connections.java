package io.flowkeep.storage.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.SqlWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few connections that all works share. One that is alive but no longer usable is discarded as
 * soon as an answer shows that: a session that is read-only, or that has lost its prepared
 * statements. Safe for concurrent use.
 */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final PostgresServer server;
    private final PostgresSettings settings;
    private final DataSources sources;
    private final Set<Connection> inUse = ConcurrentHashMap.newKeySet();
    private volatile Pool pool;
    private volatile boolean isFoundOut;
    private final LongAdder answers = new LongAdder();

    /** Some connections, all made for the same route. */
    private record Pool(HikariDataSource source, SessionOwner route) {}

    private record Lease(Pool from, Connection connection) {}

    /** What must hold before a work begins; throws otherwise. */
    interface Condition {
        void require();
    }

    Connections(PostgresServer server, PostgresSettings settings, SessionOwner route) {
        this.server = server;
        this.settings = settings;
        this.sources = new DataSources(server, settings);
        this.pool = open(route);
    }

    private Pool open(SessionOwner route) {
        return new Pool(sources.pool(route), route);
    }

    SessionOwner route() {
        return pool.route();
    }

    /** How many works have been answered so far. */
    long answers() {
        return answers.sum();
    }

    /** Runs a work on a connection of its own, which is ended by {@link #cutOff}. */
    <T> T run(SqlWork<T> work, Condition condition) throws SQLException {
        Lease lease = lease();
        try (Connection connection = lease.connection()) {
            Connection real = connection.unwrap(PgConnection.class);
            inUse.add(real);
            try {
                condition.require();
                T result = work.run(session(connection, lease.from().route()));
                answers.increment();
                return result;
            } catch (SQLException e) {
                judge(lease.from(), connection, e);
                throw e;
            } finally {
                inUse.remove(real);
            }
        }
    }

    private SqlSession session(Connection connection, SessionOwner route) {
        return new SqlSession(
                connection, route == SessionOwner.DIRECT ? "" : settings.limits().query());
    }

    private Lease lease() {
        while (true) {
            Pool from = pool;
            try {
                return new Lease(from, from.source().getConnection());
            } catch (SQLException e) {
                if (from.equals(pool)) {
                    throw new StoreUnavailable("no connection to " + server + " is free", e);
                }
            }
        }
    }

    private void judge(Pool leased, Connection connection, SQLException error) {
        if (PostgresErrors.hasLostStatements(error) && leased.route() == SessionOwner.DIRECT) {
            LOG.warn(
                    "sessions at {} are shared ({}): nothing is left in one from now on",
                    server,
                    error.getMessage());
            isFoundOut = true;
            change(SessionOwner.POOLED);
        } else if (PostgresErrors.isSpoilt(error)) {
            leased.source().evictConnection(connection);
        }
    }

    /** Adapts to what a server reported about itself; it may be another server than before. */
    void met(Greeting greeting) {
        if (!isFoundOut) {
            change(SessionOwner.of(greeting, server.sessions()));
        }
    }

    /** Makes all works that begin from now on use the given route, if it differs. */
    private synchronized void change(SessionOwner route) {
        Pool old = pool;
        if (old.route() != route) {
            pool = open(route);
            closeLater(old.source());
        }
    }

    /** Keeps the connections that are open now from being used by further works. */
    void renew() {
        pool.source().getHikariPoolMXBean().softEvictConnections();
    }

    /** Ends what waits for a server that does not answer. */
    void cutOff() {
        HikariDataSource lost = pool.source();
        for (Connection connection : inUse) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("a lost connection could not be closed", e);
            }
        }
        closeLater(lost);
    }

    private static void closeLater(HikariDataSource source) {
        Thread.ofVirtual().name("postgres-closing").start(source::close); // may take some seconds
    }

    /**
     * A pool that has failed to connect for a while retries only every 5 s; a new one connects at
     * once.
     */
    synchronized void reopen() {
        pool = open(pool.route());
    }

    @Override
    public void close() {
        pool.source().close();
    }
}
