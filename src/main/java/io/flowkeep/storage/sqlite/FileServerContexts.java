package io.flowkeep.storage.sqlite;

import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeSize;
import io.flowkeep.storage.sql.FileServerMigration;
import io.flowkeep.storage.sql.FileServerRow;
import io.flowkeep.storage.sql.FileServerRows;
import io.flowkeep.storage.sql.FileServerValues;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Takes over the context of FlowFuse's file-server, if the file is one of its: a table {@code
 * Contexts} with one JSON object per scope. Ids, scopes, the order of names and times are kept.
 *
 * <p>Its table stays beside ours under another name, for a return to the file-server and for rows
 * that cannot be taken over; {@link FileServerRows} says which, and logs them by id. An empty
 * object becomes an empty scope, which listings show as before.
 */
final class FileServerContexts implements FileServerMigration {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS XXX", Locale.ROOT);

    @Override
    public void takeOver(SqlSession session) throws SQLException {
        boolean isThere =
                session.find(
                                "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name ="
                                        + " 'Contexts'",
                                row -> row.getInt(1))
                        .isPresent();
        if (isThere) {
            takeOverTable(session);
        }
    }

    private static void takeOverTable(SqlSession session) throws SQLException {
        FileServerRows rows = new FileServerRows((row, values) -> add(session, row, values));
        List<Long> ids = session.list("SELECT id FROM Contexts ORDER BY id", row -> row.getLong(1));
        for (long id : ids) { // one row in memory at a time
            rows.add(
                    session.find(
                                    "SELECT id, project, scope, \"values\", createdAt, updatedAt"
                                            + " FROM Contexts WHERE id = ?",
                                    FileServerContexts::row,
                                    id)
                            .orElseThrow());
        }
        session.execute(
                "INSERT INTO context_projects (project, characters)"
                        + " SELECT project, sum(characters) FROM context_scopes GROUP BY project");
        // Ids are never used again, not even those of scopes deleted long ago.
        session.execute("DELETE FROM sqlite_sequence WHERE name = 'context_scopes'");
        session.execute(
                "INSERT INTO sqlite_sequence (name, seq)"
                        + " SELECT 'context_scopes', seq FROM sqlite_sequence"
                        + " WHERE name = 'Contexts'");
        session.execute("ALTER TABLE Contexts RENAME TO Contexts_taken_over");
        rows.log("Contexts_taken_over");
    }

    private static FileServerRow row(ResultSet row) throws SQLException {
        return new FileServerRow(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                millis(row.getString(5)),
                millis(row.getString(6)));
    }

    private static void add(SqlSession session, FileServerRow row, Map<String, String> values)
            throws SQLException {
        ScopeSize size = FileServerValues.size(values);
        session.execute(
                "INSERT INTO context_scopes (id, project, scope, characters, utf16_units,"
                        + " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                row.id(),
                row.project(),
                new Scope(row.scope()).rowKey(),
                size.characters(),
                size.units(),
                row.createdMillis(),
                row.updatedMillis());
        ContextRows.put(session, row.id(), values);
    }

    /** A time that cannot be read becomes 1970: nothing depends on it. */
    private static long millis(String time) {
        try {
            return OffsetDateTime.parse(time, TIME).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }
}
