package io.flowkeep.storage.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.SqlWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.sql.DataSource;
import org.sqlite.SQLiteConnection;

/**
 * A small pool of connections that can only read. The connections stay open as long as the pool,
 * and so do the statements prepared on them: preparing one costs more than most reads.
 */
final class PooledReaders implements Readers {
    private final HikariDataSource pool;
    private final ConcurrentMap<SQLiteConnection, SqlSession> sessions = new ConcurrentHashMap<>();

    PooledReaders(String name, DataSource source, SqliteSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("sqlite-" + name);
        config.setDataSource(source);
        config.setConnectionInitSql("PRAGMA query_only = ON");
        config.setMaximumPoolSize(settings.readers());
        // More come when they are needed. If the pool opened them all in the background, one could
        // be opened just after
        // the pool was closed, and SQLite's log would remain after the process.
        config.setMinimumIdle(1);
        config.setIdleTimeout(0);
        config.setConnectionTimeout(settings.busyTimeout().toMillis());
        config.setMaxLifetime(0);
        config.setKeepaliveTime(0);
        config.setInitializationFailTimeout(settings.busyTimeout().toMillis());
        this.pool = new HikariDataSource(config);
    }

    @Override
    public <T> T read(SqlWork<T> work) {
        try (Connection connection = connection()) {
            return work.run(session(connection));
        } catch (SQLException e) {
            throw SqliteErrors.translate("read", e);
        }
    }

    @Override
    public <T> T readSnapshot(SqlWork<T> work) {
        return read(session -> {
            session.execute("BEGIN");
            try {
                return work.run(session);
            } finally {
                session.execute("COMMIT");
            }
        });
    }

    private Connection connection() {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw new StoreUnavailable("no reader is free", e);
        }
    }

    private SqlSession session(Connection connection) throws SQLException {
        return sessions.computeIfAbsent(connection.unwrap(SQLiteConnection.class), SqlSession::new);
    }

    @Override
    public void close() {
        pool.close();
    }
}
