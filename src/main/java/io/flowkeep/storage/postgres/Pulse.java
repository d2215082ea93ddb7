package io.flowkeep.storage.postgres;

import java.sql.Connection;
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
 * Looks again and again, on a connection and a thread of its own, whether the server is there. A
 * server that does not answer any more is noticed by nothing else: what waits for it would wait
 * until the network gives up, which takes minutes.
 *
 * <p>Safe for concurrent use.
 */
final class Pulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final String name;
    private final DataSource source;
    private final PostgresSettings settings;
    private final Runnable whenLost;
    private final Runnable whenBack;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean there = true;
    private @Nullable Connection connection;

    /**
     * Begins to look.
     *
     * @param whenLost what to do when the server was there and is not any more; on this thread
     * @param whenBack what to do when it is there again, before anybody is told; on this thread
     */
    Pulse(
            String name,
            DataSource source,
            PostgresSettings settings,
            Runnable whenLost,
            Runnable whenBack) {
        this.name = name;
        this.source = source;
        this.settings = settings;
        this.whenLost = whenLost;
        this.whenBack = whenBack;
        this.thread = Thread.ofPlatform().name("postgres-pulse").daemon().start(this::loop);
    }

    /** Whether the server answered when it was last asked. */
    boolean isThere() {
        return there;
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
            return true; // only close() ends this thread, and nobody else has it
        }
    }

    private void beat() {
        try {
            ask();
            found();
        } catch (SQLException e) {
            drop();
            if (PostgresErrors.isFull(e)) {
                LOG.warn("PostgreSQL at {} cannot be watched: {}", name, e.getMessage());
                found();
            } else {
                lost(e);
            }
        } catch (RuntimeException e) {
            drop();
            lost(e);
        }
    }

    private void found() {
        if (!there) {
            whenBack.run();
            LOG.info("PostgreSQL at {} is there again", name);
        }
        there = true;
    }

    private void lost(Exception why) {
        boolean wasThere = there;
        there = false;
        if (wasThere) {
            LOG.error("PostgreSQL at {} is away: {}", name, why.getMessage());
            whenLost.run();
        }
    }

    private void ask() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.getConnection();
            connection = open;
            open.setNetworkTimeout(Runnable::run, Math.toIntExact(settings.patience().toMillis()));
        }
        try (Statement statement = open.createStatement()) {
            statement.execute("SELECT 1");
        }
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
