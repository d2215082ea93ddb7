package io.flowkeep.storage.sqlite;

import io.flowkeep.context.ScopeTable;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.SqlWork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * A context database in the file-server's own form: one table, written as FlowFuse's file-server
 * writes it. For one thread, but for {@link #count}.
 */
public final class FileServerFile implements ScopeTable {
    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS `Contexts` (`id` INTEGER PRIMARY KEY AUTOINCREMENT,"
                    + " `project` VARCHAR(255) NOT NULL, `scope` VARCHAR(255) NOT NULL,"
                    + " `values` JSON NOT NULL, `createdAt` DATETIME NOT NULL,"
                    + " `updatedAt` DATETIME NOT NULL, UNIQUE (`project`, `scope`))";
    private static final String WRITE =
            "INSERT INTO `Contexts` (`project`, `scope`, `values`, `createdAt`, `updatedAt`)"
                    + " VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT (`project`, `scope`)"
                    + " DO UPDATE SET `values` = excluded.`values`,"
                    + " `updatedAt` = excluded.`updatedAt`";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS xxx", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final int BUSY_MILLIS = 5_000;

    private final Path file;
    private final Connection connection;
    private final SqlSession session;
    private final InstantSource clock;

    private FileServerFile(Path file, Connection connection, InstantSource clock) {
        this.file = file;
        this.connection = connection;
        this.session = new SqlSession(connection);
        this.clock = clock;
    }

    /**
     * Tells whether a file is such a database, and has not been taken over. The file is only read.
     *
     * @throws StoreFault it cannot be read, or is no database
     */
    public static boolean isOne(Path file) {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileServerFile open = toRead(file)) {
            return open.hasTable("Contexts") && !open.hasTable("context_scopes");
        }
    }

    /**
     * Opens a database without ever writing to it.
     *
     * @throws StoreFault it cannot be opened
     */
    public static FileServerFile toRead(Path file) {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        return new FileServerFile(file, connect(file, config), InstantSource.fixed(Instant.EPOCH));
    }

    /**
     * Opens a database to write to it, and makes it if it is missing.
     *
     * @param clock gives {@code createdAt} and {@code updatedAt}
     * @throws StoreFault it cannot be opened, or is a database of another kind
     */
    public static FileServerFile toWrite(Path file, InstantSource clock) {
        FileServerFile open = new FileServerFile(file, connect(file, config()), clock);
        try {
            if (open.hasTable("context_scopes")) {
                throw new StoreUnavailable(
                        file
                                + " is Flowkeep's own database, not the"
                                + " file-server's; name another file",
                        null);
            }
            open.begin();
            return open;
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        return config;
    }

    private static Connection connect(Path file, SQLiteConfig config) {
        try {
            return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        } catch (SQLException e) {
            throw SqliteErrors.translate("open " + file, e);
        }
    }

    private void begin() {
        try {
            connection.setAutoCommit(false);
            session.execute(CREATE);
            connection.commit();
        } catch (SQLException e) {
            throw SqliteErrors.translate("make the table in " + file, e);
        }
    }

    private boolean hasTable(String name) {
        return run(
                "look for tables in ",
                open ->
                        open.find(
                                        "SELECT 1 FROM sqlite_schema WHERE type = 'table'"
                                                + " AND name = ?",
                                        row -> row.getInt(1),
                                        name)
                                .isPresent());
    }

    @Override
    public List<Row> rows(long afterId, int limit) {
        return run(
                "read ",
                open ->
                        open.list(
                                "SELECT id, project, scope, \"values\" FROM Contexts"
                                        + " WHERE id > ? ORDER BY id LIMIT ?",
                                row ->
                                        new Row(
                                                row.getLong(1),
                                                text(row, 2),
                                                text(row, 3),
                                                text(row, 4)),
                                afterId,
                                limit));
    }

    /** Another program wrote the row, so the column may hold anything. */
    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    @Override
    public Optional<String> values(String project, String scope) {
        return run(
                "read ",
                open ->
                        open.find(
                                "SELECT \"values\" FROM Contexts WHERE project = ? AND scope = ?",
                                row -> text(row, 1),
                                project,
                                scope));
    }

    @Override
    public void write(String project, String scope, String values) {
        int _ =
                run(
                        "write ",
                        open ->
                                open.execute(
                                        WRITE,
                                        project,
                                        scope,
                                        values,
                                        TIME.format(clock.instant())));
    }

    @Override
    public void save() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw SqliteErrors.translateCommit("commit to " + file, e);
        }
    }

    @Override
    public long count() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM Contexts")) {
            return row.getLong(1);
        } catch (SQLException e) {
            throw SqliteErrors.translate("count " + file, e);
        }
    }

    private <T> T run(String doing, SqlWork<T> work) {
        try {
            return work.run(session);
        } catch (SQLException e) {
            throw SqliteErrors.translate(doing + file, e);
        }
    }

    /** Discards what was not saved. */
    @Override
    public void close() {
        try (connection) {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw SqliteErrors.translate("close " + file, e);
        }
    }
}
