package io.flowkeep.storage.sqlite;

import io.flowkeep.faults.StoreFault;
import io.flowkeep.storage.sql.SqlDatabase;
import io.flowkeep.storage.sql.SqlSession;
import io.flowkeep.storage.sql.SqlWork;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * One SQLite database: a file in WAL mode with one writer and a few readers, or a database in
 * memory with a single connection that does both.
 *
 * <p>Writes are grouped into commits by {@link GroupWriter}. Reads see the last commit and never
 * wait for the writer; in memory they queue with the writes instead, since SQLite has no WAL there
 * and its readers would block the writer.
 *
 * <p>Other processes may have the same file open, for example the command line when it creates
 * tokens. They wait for each other's write lock up to the busy time-out.
 *
 * <p>Safe for concurrent use. A work must not call its own database again: it would wait for
 * itself.
 */
public final class SqliteDatabase implements SqlDatabase, AutoCloseable {
    private final Connection connection;
    private final GroupWriter writer;
    private final Readers readers;

    private SqliteDatabase(Connection connection, GroupWriter writer, Readers readers) {
        this.connection = connection;
        this.writer = writer;
        this.readers = readers;
    }

    /**
     * Opens a database file, creating it and its folders if absent, and brings its schema up to
     * date.
     *
     * @throws StoreFault the file cannot be opened, is no database, or holds a newer schema
     */
    public static SqliteDatabase open(Path file, SqliteSchema schema, SqliteSettings settings) {
        return SqliteOpening.file(file, schema, settings);
    }

    /**
     * Opens a database in a file or in memory, as {@link #open(Path, SqliteSchema,
     * SqliteSettings)}.
     */
    public static SqliteDatabase open(
            SqliteFile file, SqliteSchema schema, SqliteSettings settings) {
        return switch (file) {
            case SqliteFile.OnDisk(var path) -> open(path, schema, settings);
            case SqliteFile.InMemory _ -> inMemory(schema, settings);
        };
    }

    /** Opens a new, empty database in memory, gone when closed. */
    public static SqliteDatabase inMemory(SqliteSchema schema, SqliteSettings settings) {
        return SqliteOpening.memory(schema, settings);
    }

    /** A database over an open connection, with the schema in place. */
    static SqliteDatabase of(
            String name, Connection connection, SqliteSettings settings, DataSource source) {
        GroupWriter writer = new GroupWriter(name, new SqlSession(connection), settings);
        return new SqliteDatabase(connection, writer, new PooledReaders(name, source, settings));
    }

    /** A database whose only connection is the writer's. */
    static SqliteDatabase single(String name, Connection connection, SqliteSettings settings) {
        GroupWriter writer = new GroupWriter(name, new SqlSession(connection), settings);
        return new SqliteDatabase(connection, writer, new WriterAsReader(writer));
    }

    /**
     * Runs a work in a transaction that it may share with others, and returns once that is
     * committed. If the work throws, what it did is undone and the exception is passed to the
     * caller.
     *
     * <p>A work runs again, after its effect was undone, if another work of its transaction fails.
     * So it must not keep any state outside the database that a second run would get wrong.
     *
     * @throws StoreFault nothing was changed, or ({@code StoreOutcomeUnknown}) it may have been
     */
    @Override
    public <T> T write(SqlWork<T> work) {
        return writer.write(work);
    }

    /** As {@link #write}: there is one writer. */
    @Override
    public <T> T writeAlone(String table, SqlWork<T> work) {
        return writer.write(work);
    }

    @Override
    public String table(String name) {
        return name;
    }

    /**
     * Runs one reading statement, or several of which each may see a later state than the one
     * before.
     */
    @Override
    public <T> T read(SqlWork<T> work) {
        return readers.read(work);
    }

    /** Runs several reading statements that all see the same state. */
    <T> T readSnapshot(SqlWork<T> work) {
        return readers.readSnapshot(work);
    }

    /** The number of writes that wait now, for metrics. */
    public int queuedWrites() {
        return writer.queued();
    }

    /**
     * Reads something, for the readiness check.
     *
     * @throws StoreFault the database cannot be read
     */
    public void probe() {
        var _ =
                read(session ->
                        session.find("SELECT count(*) FROM sqlite_schema", r -> r.getInt(1)));
    }

    /** Waits for the queued writes and closes the file. Calls after that are refused. */
    @Override
    public void close() {
        writer.close();
        readers.close();
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqliteErrors.translate("close", e);
        }
    }
}
