package io.flowkeep.storage.postgres;

import io.flowkeep.storage.sql.FileServerRow;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table {@code "Contexts"} as FlowFuse's file-server makes it, found by the role's search path as
 * it does. Immutable.
 *
 * @param id PostgreSQL's number of the table
 * @param name with its schema, quoted
 * @param schema quoted
 * @param isComplete whether it is a table with the file-server's columns
 * @param isOurs whether the role may rename it
 */
record FileServerColumns(long id, String name, String schema, boolean isComplete, boolean isOurs) {
    /** What the file-server calls it. */
    static final String TABLE = "Contexts";

    /** Rows fetched at once; each may be some megabytes. */
    private static final int FETCHED = 16;

    private static final String FIND =
            """
            SELECT c.oid::bigint, format('%I.%I', n.nspname, c.relname), quote_ident(n.nspname),
                   c.relkind = 'r' AND (
                     SELECT count(*) FROM pg_attribute a
                      WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attname IN
                        ('id', 'project', 'scope', 'values', 'createdAt', 'updatedAt')) = 6,
                   pg_has_role(c.relowner, 'USAGE')
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid = to_regclass('"Contexts"')
            """;

    private static final String LAST_ID =
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(?, 'id')::regclass), 0)";

    /** Renaming the primary key and the unique constraint also renames their indexes. */
    private static final String RENAMING =
            """
            SELECT format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', ?::text, conname,
                     regexp_replace(conname, '^Contexts', ?::text))
              FROM pg_constraint WHERE conrelid = ?::oid AND conname LIKE 'Contexts%'
            UNION ALL
            SELECT format('ALTER SEQUENCE %I.%I RENAME TO %I', n.nspname, c.relname,
                     regexp_replace(c.relname, '^Contexts', ?::text))
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid = pg_get_serial_sequence(?::text, 'id')::regclass
               AND c.relname LIKE 'Contexts%'
            UNION ALL
            SELECT format('ALTER TABLE %s RENAME TO %I', ?::text, ?::text)
            """;

    /** Takes rows one after the other. */
    interface RowTaker {
        void take(FileServerRow row) throws SQLException;
    }

    static Optional<FileServerColumns> find(SqlSession session) throws SQLException {
        return session.find(
                FIND,
                row ->
                        new FileServerColumns(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getBoolean(4),
                                row.getBoolean(5)));
    }

    /**
     * Passes on all rows after an id, ascending, a few in memory at a time; in a transaction,
     * without which the driver would fetch them all.
     */
    void walk(SqlSession session, long afterId, RowTaker taker) throws SQLException {
        String sql =
                "SELECT id, project, scope, \"values\"::text,"
                        + " (extract(epoch FROM \"createdAt\") * 1000)::bigint,"
                        + " (extract(epoch FROM \"updatedAt\") * 1000)::bigint FROM "
                        + name
                        + " WHERE id > ? ORDER BY id";
        try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
            statement.setFetchSize(FETCHED);
            statement.setLong(1, afterId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    taker.take(
                            new FileServerRow(
                                    rows.getLong(1),
                                    rows.getString(2),
                                    rows.getString(3),
                                    rows.getString(4),
                                    rows.getLong(5),
                                    rows.getLong(6)));
                }
            }
        }
    }

    /** The last id that its sequence gave; 0 if none. */
    long lastId(SqlSession session) throws SQLException {
        return session.find(LAST_ID, row -> row.getLong(1), name).orElse(0L);
    }

    /** Statements that rename the table and what belongs to it, the table last. */
    List<String> renaming(SqlSession session, String other) throws SQLException {
        return new ArrayList<>(
                session.list(
                        RENAMING,
                        row -> row.getString(1),
                        name,
                        other,
                        id,
                        other,
                        name,
                        name,
                        other));
    }
}
