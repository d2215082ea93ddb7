package io.flowkeep.storage.sqlite;

import io.flowkeep.faults.StoreUnavailable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/** Opens files and databases in memory with the settings that the promises depend on. */
final class SqliteOpening {
    /**
     * After a checkpoint the log is truncated to this size, so that a single burst does not occupy
     * its space for ever.
     */
    private static final int LOG_LIMIT_BYTES = 64 << 20;

    /**
     * The number of pages in the log at which the writer runs a checkpoint, 32 MiB. Most pages are
     * written again and again, so rarer checkpoints need fewer writes and flushes.
     */
    private static final int CHECKPOINT_PAGES = 8_000;

    private static final int WRITER_CACHE_KIB = 32 << 10;

    private SqliteOpening() {}

    static SqliteDatabase file(Path file, SqliteSchema schema, SqliteSettings settings) {
        Path absolute = file.toAbsolutePath().normalize();
        requireFolder(schema.sql().name(), absolute);
        NetworkVolumes.warn(absolute.getParent() == null ? absolute : absolute.getParent());
        SQLiteDataSource source = new SQLiteDataSource(config(settings, JournalMode.WAL));
        source.setUrl("jdbc:sqlite:" + absolute);
        Connection connection = connect(source, absolute.toString());
        try {
            new SchemaMigration(schema.sql(), source, connection).run(Optional.of(absolute));
            prepareForWriting(connection);
            return SqliteDatabase.of(schema.sql().name(), connection, settings, source);
        } catch (RuntimeException | Error e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    static SqliteDatabase memory(SqliteSchema schema, SqliteSettings settings) {
        SQLiteDataSource source = new SQLiteDataSource(config(settings, JournalMode.MEMORY));
        source.setUrl("jdbc:sqlite::memory:");
        Connection connection = connect(source, "memory");
        try {
            new SchemaMigration(schema.sql(), new KeptConnection(connection), connection)
                    .run(Optional.empty());
            return SqliteDatabase.single(schema.sql().name(), connection, settings);
        } catch (RuntimeException | Error e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    private static SQLiteConfig config(SqliteSettings settings, JournalMode journal) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(Math.toIntExact(settings.busyTimeout().toMillis()));
        config.setJournalMode(journal);
        config.setJournalSizeLimit(LOG_LIMIT_BYTES);
        config.setSynchronous(
                switch (settings.durability()) {
                    case FULL -> SynchronousMode.FULL;
                    case OS -> SynchronousMode.NORMAL;
                });
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false); // otherwise the library queries one after each INSERT
        return config;
    }

    /**
     * Under a savepoint, and for some statements, SQLite keeps copies of the old pages: in memory
     * that costs a copy, in a temporary file more than the write itself. A write also touches many
     * pages, which SQLite's default cache of 2 MiB would have to read again each time.
     */
    private static void prepareForWriting(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA temp_store = MEMORY");
            statement.execute("PRAGMA cache_size = -" + WRITER_CACHE_KIB);
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        } catch (SQLException e) {
            throw SqliteErrors.translate("configure", e);
        }
    }

    /** If the folder cannot be written to, SQLite's own message would not name it. */
    private static void requireFolder(String what, Path file) {
        Path folder = file.resolveSibling("");
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new FileSystemException(folder.toString(), null, "it cannot be written to");
            }
        } catch (IOException e) {
            throw new StoreUnavailable("cannot keep " + what + " in " + file, e);
        }
    }

    private static Connection connect(SQLiteDataSource source, String place) {
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw SqliteErrors.translate("open " + place, e);
        }
    }

    private static void closeAfter(Throwable failure, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
