package io.flowkeep.storage.postgres;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.storage.sql.FileServerValues;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The table {@code "Contexts"} of FlowFuse's file-server, in the file-server's own form: for going
 * back to it, and for reading from it without taking it over. Everything happens in one transaction
 * on a connection of its own, however long it takes. Safe for concurrent use.
 *
 * <p>All methods throw {@link io.flowkeep.faults.StoreFault}; nothing is changed then, unless it is
 * {@link io.flowkeep.faults.StoreOutcomeUnknown}.
 */
public final class FileServerTable {
    /** What a column of it holds, in characters. */
    private static final int LONGEST_NAME = 255;

    /** As Sequelize writes it, with the names that PostgreSQL gives by itself. */
    static final String CREATE =
            "CREATE TABLE \"Contexts\" (\"id\" SERIAL, \"project\" VARCHAR(255) NOT NULL,"
                    + " \"scope\" VARCHAR(255) NOT NULL, \"values\" JSON NOT NULL,"
                    + " \"createdAt\" TIMESTAMP WITH TIME ZONE NOT NULL,"
                    + " \"updatedAt\" TIMESTAMP WITH TIME ZONE NOT NULL,"
                    + " CONSTRAINT \"Contexts_project_scope_key\" UNIQUE (\"project\", \"scope\"),"
                    + " CONSTRAINT \"Contexts_pkey\" PRIMARY KEY (\"id\"))";

    private static final String INSERT =
            "INSERT INTO \"Contexts\" (\"project\", \"scope\", \"values\", \"createdAt\","
                    + " \"updatedAt\") VALUES (?, ?, ?::json, ?, ?)";

    private final PostgresDatabase database;

    /** The table of an open database, which stays the caller's to close. */
    public FileServerTable(PostgresDatabase database) {
        this.database = database;
    }

    /**
     * A scope.
     *
     * @param project the project's id
     * @param scope the scope's row key
     * @param values compact JSON by name, in their order
     */
    public record Row(String project, String scope, Map<String, String> values) {
        /** Copies, keeping the order. */
        public Row {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /** Takes a row that was read, and its id, by which reading may go on later. */
    @FunctionalInterface
    public interface Reader {
        /** Takes one row; not kept by the table. */
        void take(long id, Row row);
    }

    /** Whether the database has such a table. */
    public boolean isThere() {
        return database.read(FileServerColumns::find).isPresent();
    }

    /**
     * Makes the table and writes all rows, numbered from 1 in their order. Names that look like
     * indexes come first, as JavaScript has it.
     *
     * @param rows walked once, on this thread
     * @param unfit told of each row that the table cannot hold: a project or scope of more than 255
     *     characters, or with U+0000 or half a surrogate pair
     * @param replace whether a table that is there goes first; otherwise it is a fault
     * @param now when the rows were made, as far as the table will know
     * @return how many rows were written
     */
    public long write(Iterator<Row> rows, Consumer<Row> unfit, boolean replace, Instant now) {
        return database.once(session -> {
            Optional<FileServerColumns> old = FileServerColumns.find(session);
            if (old.isPresent()) {
                if (!replace) {
                    throw new StoreCorrupt("there is a table " + old.get().name(), null);
                }
                session.execute("DROP TABLE " + old.get().name());
            }
            session.execute(CREATE);
            return fill(session, rows, unfit, Timestamp.from(now.truncatedTo(ChronoUnit.MILLIS)));
        });
    }

    private static long fill(
            SqlSession session, Iterator<Row> rows, Consumer<Row> unfit, Timestamp now)
            throws SQLException {
        long written = 0;
        while (rows.hasNext()) {
            Row row = rows.next();
            if (fits(row.project()) && fits(row.scope())) {
                session.execute(
                        INSERT,
                        row.project(),
                        row.scope(),
                        FileServerValues.text(row.values()),
                        now,
                        now);
                written++;
            } else {
                unfit.accept(row);
            }
        }
        return written;
    }

    private static boolean fits(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_NAME
                && text.codePoints()
                        .noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
    }

    /**
     * Reads the rows after an id, ascending, as one consistent state and without changing or
     * locking out anything.
     *
     * @param afterId 0 for all
     * @param reader takes them on this thread
     * @param unusable told the ids of rows whose JSON is no object or cannot be read
     */
    public void read(long afterId, Reader reader, LongConsumer unusable) {
        boolean _ =
                database.once(session -> {
                    FileServerColumns table =
                            FileServerColumns.find(session)
                                    .filter(FileServerColumns::isComplete)
                                    .orElseThrow(() ->
                                            new StoreCorrupt(
                                                    "there is no table \"Contexts\" of a"
                                                            + " file-server",
                                                    null));
                    table.walk(
                            session,
                            afterId,
                            row ->
                                    FileServerValues.read(row.json())
                                            .ifPresentOrElse(
                                                    values ->
                                                            reader.take(
                                                                    row.id(),
                                                                    new Row(
                                                                            row.project(),
                                                                            row.scope(),
                                                                            values)),
                                                    () -> unusable.accept(row.id())));
                    return true;
                });
    }
}
