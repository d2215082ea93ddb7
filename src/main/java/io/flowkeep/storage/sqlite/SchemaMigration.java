package io.flowkeep.storage.sqlite;

import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.sql.SqlSchema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Brings a database to its schema's newest version by Flyway.
 *
 * <p>Flyway costs a large part of a second at start. So the version it reached is kept in SQLite's
 * own {@code user_version}, and Flyway is called only when that is behind.
 *
 * <p>Flyway does not protect SQLite from two processes that migrate at once, for example the
 * server's first start and the command line. A lock file beside the database does; it is there only
 * while a migration runs. Removing it is safe, because every process checks the version again once
 * it has the lock.
 */
final class SchemaMigration {
    private final SqlSchema schema;
    private final DataSource source;
    private final Connection connection;

    SchemaMigration(SqlSchema schema, DataSource source, Connection connection) {
        this.schema = schema;
        this.source = source;
        this.connection = connection;
    }

    void run(Optional<Path> file) {
        if (schema.isReachedBy(version())) {
            return;
        }
        if (file.isPresent()) {
            migrateAlone(file.get());
        } else {
            migrate();
        }
    }

    private void migrateAlone(Path file) {
        Path lockFile = file.resolveSibling(file.getFileName() + ".migrating");
        try (FileChannel channel =
                        FileChannel.open(
                                lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && version() < schema.version()) {
                migrate();
            }
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            throw new StoreUnavailable("lock " + lockFile, e);
        }
    }

    private void migrate() {
        schema.migrate(schema.flyway(source), error -> SqliteErrors.translate("migrate", error));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + schema.version());
        } catch (SQLException e) {
            throw SqliteErrors.translate("note the schema version", e);
        }
    }

    private int version() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        } catch (SQLException e) {
            throw SqliteErrors.translate("read the schema version", e);
        }
    }
}
