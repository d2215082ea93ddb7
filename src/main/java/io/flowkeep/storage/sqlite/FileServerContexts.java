package io.flowkeep.storage.sqlite;

import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeSize;
import io.flowkeep.storage.sql.FileServerValues;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the context of FlowFuse's file-server, if the file is one of its: a table {@code
 * Contexts} with one JSON object per scope. Ids, scopes, the order of names and times are kept. All
 * of it happens in one transaction, the migration's own, so an interrupted start begins anew.
 *
 * <p>Its table stays beside ours under another name, for the way back and for rows that cannot be
 * taken over: those whose JSON is no object or cannot be read. They are logged by id; a client of
 * the file-server could not have used them either. An empty object becomes an empty scope, which
 * listings show as before.
 */
final class FileServerContexts implements JavaMigration {
    private static final Logger LOG = LoggerFactory.getLogger(FileServerContexts.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS XXX", Locale.ROOT);

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("2");
    }

    @Override
    public String getDescription() {
        return "take over the file-server's contexts";
    }

    @Override
    public @Nullable Integer getChecksum() {
        return null; // code has none
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        SqlSession session = new SqlSession(connection);
        boolean isThere =
                session.find(
                                "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name ="
                                        + " 'Contexts'",
                                row -> row.getInt(1))
                        .isPresent();
        if (isThere) {
            takeOver(session);
        }
    }

    private static void takeOver(SqlSession session) throws SQLException {
        List<Long> ids = session.list("SELECT id FROM Contexts ORDER BY id", row -> row.getLong(1));
        List<Long> left = new ArrayList<>();
        for (long id : ids) { // one row in memory at a time
            Row row =
                    session.find(
                                    "SELECT id, project, scope, \"values\", createdAt, updatedAt"
                                            + " FROM Contexts WHERE id = ?",
                                    FileServerContexts::row,
                                    id)
                            .orElseThrow();
            if (!takeOver(session, row)) {
                left.add(id);
            }
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
        LOG.info("took over {} scopes of the file-server", ids.size() - left.size());
        if (!left.isEmpty()) {
            LOG.warn("left in Contexts_taken_over, being no JSON objects: ids {}", left);
        }
    }

    private record Row(
            long id,
            String project,
            String scope,
            String json,
            long createdMillis,
            long updatedMillis) {}

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                millis(row.getString(5)),
                millis(row.getString(6)));
    }

    private static boolean takeOver(SqlSession session, Row row) throws SQLException {
        Optional<Map<String, String>> values = FileServerValues.read(row.json());
        if (values.isEmpty()) {
            return false;
        }
        ScopeSize size = FileServerValues.size(values.get());
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
        ContextRows.put(session, row.id(), values.get());
        return true;
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
