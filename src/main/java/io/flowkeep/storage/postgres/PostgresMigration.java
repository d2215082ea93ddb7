package io.flowkeep.storage.postgres;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * Brings a schema to its newest version by Flyway. Each migration is a transaction, so one that
 * fails leaves everything as it was. One server at a time: the others wait for its lock and then
 * find nothing left to do. The lock is PostgreSQL's own for a session, so it ends with the process
 * that holds it.
 */
final class PostgresMigration {
    /** Any number will do, as long as nobody else uses it for something else. */
    private static final long LOCK = 0x666c6f776b656570L;

    /** Taking over much data takes time, and all other servers wait for it. */
    private static final String WAIT = "SET lock_timeout = '15min'";

    private final PostgresSchema schema;
    private final DataSource source;

    PostgresMigration(PostgresSchema schema, DataSource source) {
        this.schema = schema;
        this.source = source;
    }

    void run() {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            if (isDone(statement)) {
                return;
            }
            statement.execute(WAIT);
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            if (isDone(statement)) {
                return;
            }
            createSchema(statement);
            migrate();
        } catch (SQLException e) {
            throw PostgresErrors.translate("migrate " + schema, e);
        }
    }

    /** A role that may not make one may well use one that was made for it. */
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
        int version = version(statement);
        if (version > schema.version()) {
            throw new StoreCorrupt(
                    "the database is of a newer release: its schema "
                            + schema
                            + " is "
                            + version
                            + ", this one knows "
                            + schema.version(),
                    null);
        }
        return version == schema.version();
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

    private void migrate() {
        try {
            Flyway.configure()
                    .dataSource(source)
                    .schemas(PostgresSchema.NAME)
                    .createSchemas(false)
                    .table(schema.history())
                    .locations(schema.location())
                    .javaMigrations(schema.code().toArray(JavaMigration[]::new))
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw translate(e);
        }
    }

    private StoreFault translate(FlywayException error) {
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreFault fault) {
                return fault;
            }
            if (cause instanceof SQLException sql) {
                return PostgresErrors.translate("migrate " + schema, sql);
            }
        }
        return new StoreCorrupt("migrate " + schema, error);
    }
}
