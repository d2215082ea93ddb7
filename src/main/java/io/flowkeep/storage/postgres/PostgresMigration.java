package io.flowkeep.storage.postgres;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Brings a schema to its newest version by Flyway. All of it is one transaction on one connection
 * ({@link PinnedSource}), so what fails leaves everything as it was, one connection is enough, and
 * nothing is left in a session that a pooler passes on to others. One server at a time: the others
 * poll until its lock is free, holding nothing meanwhile, and then find nothing left to do. The
 * lock is PostgreSQL's own for a transaction, so it ends with the process that holds it.
 */
final class PostgresMigration {
    /** Any number that nothing else uses as a lock; this one is "flowkeep" in ASCII. */
    private static final long LOCK = 0x666c6f776b656570L;

    private static final int PAUSE_MILLIS = 200;

    /**
     * The number of polls in 15 minutes: taking over much data takes time, and all other servers
     * wait for it.
     */
    private static final int LOOKS = 15 * 60 * 1000 / PAUSE_MILLIS;

    private static final TransactionLimits LIMITS =
            new TransactionLimits(
                    Duration.ofMinutes(15), Duration.ofMinutes(15), Duration.ofMinutes(15));

    private final PostgresSchema schema;
    private final DataSource source;

    PostgresMigration(PostgresSchema schema, DataSource source) {
        this.schema = schema;
        this.source = source;
    }

    void run() {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            for (int looks = 0; !isDone(connection); looks++) {
                if (looks == LOOKS) {
                    throw new StoreUnavailable("another server has long been migrating", null);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (SQLException e) {
            throw PostgresErrors.translate("migrate " + schema, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted before migrating", e);
        }
    }

    /** False if another server is migrating. */
    private boolean isDone(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean done = isDone(statement);
            if (!done && isLocked(statement)) {
                migrate(connection, statement);
                done = true;
            }
            connection.commit();
            return done;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                connection.rollback();
            } catch (SQLException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    private static boolean isLocked(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT pg_try_advisory_xact_lock(" + LOCK + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private void migrate(Connection connection, Statement statement) throws SQLException {
        if (!isDone(statement)) {
            statement.execute(LIMITS.commands());
            createSchema(statement);
            migrate(connection);
            statement.execute("RESET search_path; RESET ROLE");
        }
    }

    /** A role that may not create a schema can still use one that was created for it. */
    private static void createSchema(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT to_regnamespace('" + PostgresSchema.NAME + "') IS NULL")) {
            row.next();
            if (!row.getBoolean(1)) {
                return;
            }
        }
        try {
            statement.execute("CREATE SCHEMA " + PostgresSchema.NAME);
        } catch (SQLException e) {
            if (PostgresErrors.isForbidden(e)) {
                throw new StoreCorrupt(
                        "the role may not make the schema "
                                + PostgresSchema.NAME
                                + ": GRANT CREATE ON DATABASE to it, or make the schema for it",
                        e);
            }
            throw e;
        }
    }

    private boolean isDone(Statement statement) throws SQLException {
        return schema.sql().isReachedBy(version(statement));
    }

    private int version(Statement statement) throws SQLException {
        String table = PostgresSchema.NAME + "." + schema.history();
        try (ResultSet row =
                statement.executeQuery("SELECT to_regclass('" + table + "') IS NOT NULL")) {
            row.next();
            if (!row.getBoolean(1)) {
                return 0;
            }
        }
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT coalesce(max(version::int), 0) FROM " + table + " WHERE success")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void migrate(Connection connection) {
        schema.sql()
                .migrate(
                        schema.sql()
                                .flyway(new PinnedSource(connection))
                                .schemas(PostgresSchema.NAME)
                                .createSchemas(false)
                                .table(schema.history()),
                        error -> PostgresErrors.translate("migrate " + schema, error));
    }
}
