package io.flowkeep.storage.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks periodically, on a connection and a thread of its own, whether the server is reachable and
 * whether it accepts changes. Nothing else notices a server that no longer answers: calls would
 * wait until the network gives up, which takes minutes.
 *
 * <p>A check that gets no answer while other calls do only means that a pooler is busy.
 *
 * <p>Safe for concurrent use.
 */
final class ServerWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerWatch.class);

    private static final String ASK =
            "SELECT NOT current_setting('transaction_read_only')::boolean";

    /**
     * Ends a session that is read-only because of an earlier setting of its database or role that
     * has been changed since. Behind a pooler it would stay open, perhaps for an hour, and be given
     * to other clients.
     */
    private static final String END_IF_OUTDATED =
            """
            SELECT pg_terminate_backend(pg_backend_pid()) FROM pg_settings s
             WHERE s.name = 'default_transaction_read_only' AND s.setting = 'on'
               AND s.source IN ('database', 'user', 'database user', 'global')
               AND NOT pg_is_in_recovery() AND NOT EXISTS (
                 SELECT 1 FROM pg_db_role_setting d, unnest(d.setconfig) AS c(line)
                  WHERE d.setdatabase IN
                          (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                    AND d.setrole IN
                          (0, (SELECT oid FROM pg_roles WHERE rolname = session_user))
                    AND c.line ~* '^default_transaction_read_only=(on|t|true|y|yes|1)$')
            """;

    private final String name;
    private final DataSource source;
    private final PostgresSettings settings;
    private final Watched watched;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean there = true;
    private volatile boolean readOnly;
    private @Nullable Connection connection;

    /** The user of the server; called on the watch's thread. */
    interface Watched {
        /** How many answers there have been so far. */
        long answers();

        /** A new connection has been made. */
        void met(Greeting greeting);

        /** The server was reachable and is no longer. */
        void lost();

        /** The server is reachable again. */
        void back();

        /** The server accepts changes again; existing sessions may still be read-only. */
        void writable();
    }

    /** Begins to check. */
    ServerWatch(String name, DataSource source, PostgresSettings settings, Watched watched) {
        this.name = name;
        this.source = source;
        this.settings = settings;
        this.watched = watched;
        this.thread = Thread.ofPlatform().name("postgres-pulse").daemon().start(this::loop);
    }

    /** Whether the server answered when it was last asked. */
    boolean isThere() {
        return there;
    }

    /** Whether it is reachable and accepts no changes. */
    boolean isReadOnly() {
        return readOnly;
    }

    /** Notes that a change was refused. */
    void foundReadOnly() {
        if (!readOnly) {
            readOnly = true;
            LOG.error("PostgreSQL at {} can only be read", name);
        }
    }

    private void foundWritable() {
        if (readOnly) {
            watched.writable();
            readOnly = false;
            LOG.info("PostgreSQL at {} takes changes again", name);
        }
    }

    private void loop() {
        while (!isStopped(settings.beat())) {
            beat();
        }
        drop();
    }

    private boolean isStopped(Duration wait) {
        try {
            return stop.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true; // only close() interrupts this thread
        }
    }

    private void beat() {
        long answers = watched.answers();
        try {
            if (isWritable()) {
                foundWritable();
            } else {
                foundReadOnly();
                renew();
            }
            found();
        } catch (SQLException e) {
            drop();
            if (PostgresErrors.isFull(e)) {
                LOG.warn("PostgreSQL at {} cannot be watched: {}", name, e.getMessage());
                found();
            } else if (watched.answers() == answers) {
                lost(e);
            }
        } catch (RuntimeException e) {
            drop();
            lost(e);
        }
    }

    private void found() {
        if (!there) {
            watched.back();
            LOG.info("PostgreSQL at {} is there again", name);
        }
        there = true;
    }

    private void lost(Exception why) {
        boolean wasThere = there;
        there = false;
        if (wasThere) {
            LOG.error("PostgreSQL at {} is away: {}", name, why.getMessage());
            watched.lost();
        }
    }

    private boolean isWritable() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.getConnection();
            connection = open;
            open.setNetworkTimeout(Runnable::run, Math.toIntExact(settings.patience().toMillis()));
            watched.met(Greeting.of(open));
        }
        try (Statement statement = open.createStatement();
                ResultSet row = statement.executeQuery(ASK)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** A session keeps the settings that it was opened with; a new one may have others. */
    private void renew() {
        try (Statement statement = requireOpen().createStatement()) {
            statement.execute(END_IF_OUTDATED);
        } catch (SQLException e) {
            LOG.debug("a session that only reads has ended", e);
        }
        drop();
    }

    private Connection requireOpen() throws SQLException {
        Connection open = connection;
        if (open == null) {
            throw new SQLException("not connected");
        }
        return open;
    }

    private void drop() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("a lost connection could not be closed", e);
            }
        }
    }

    @Override
    public void close() {
        stop.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
