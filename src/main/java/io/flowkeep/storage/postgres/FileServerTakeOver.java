package io.flowkeep.storage.postgres;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.storage.sql.FileServerMigration;
import io.flowkeep.storage.sql.FileServerRows;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the context of FlowFuse's file-server, if the database is one of its: a table {@code
 * "Contexts"}, found as the file-server finds it, with one JSON object per scope. Ids, scopes, the
 * order of names and times are kept. All of it happens in one transaction, the migration's own, so
 * an interrupted start begins anew and a failed one leaves the file-server's table as it was. The
 * table is locked first, so a file-server that still runs cannot write rows that would be lost.
 *
 * <p>The table stays beside ours under another name, for rows that cannot be taken over: those
 * whose JSON is no object or cannot be read. They are logged by id; a client of the file-server
 * could not have used them either. Its sequence and constraints get other names as well, so that
 * {@link FileServerTable} can make one anew. An empty object becomes an empty scope.
 */
final class FileServerTakeOver implements FileServerMigration {
    private static final Logger LOG = LoggerFactory.getLogger(FileServerTakeOver.class);
    private static final String TAKEN_OVER = "Contexts_taken_over";

    /**
     * A file-server's own transactions take milliseconds; one that holds a lock longer is still
     * running.
     */
    private static final String PATIENCE = "SET LOCAL lock_timeout = '5s'";

    @Override
    public void takeOver(SqlSession session) throws SQLException {
        Optional<FileServerColumns> found = FileServerColumns.find(session);
        if (found.isEmpty()) {
            return;
        }
        FileServerColumns table = found.get();
        if (!table.isComplete()) {
            LOG.warn("{} is not the file-server's, having other columns: left alone", table.name());
            return;
        }
        if (!table.isOurs()) {
            throw new StoreCorrupt(
                    table.name()
                            + " cannot be taken over: it belongs to another role. Connect as its"
                            + " owner, or make this role the owner (ALTER TABLE ... OWNER TO)",
                    null);
        }
        session.execute(PATIENCE);
        lock(session, table);
        takeOver(session, table);
    }

    private static void lock(SqlSession session, FileServerColumns table) throws SQLException {
        try {
            session.execute("LOCK TABLE " + table.name() + " IN ACCESS EXCLUSIVE MODE");
        } catch (SQLException e) {
            if (PostgresErrors.isLocked(e)) {
                throw new StoreUnavailable(
                        table.name() + " is in use: stop the file-server, then start again", e);
            }
            throw e;
        }
    }

    private static void takeOver(SqlSession session, FileServerColumns table) throws SQLException {
        TakenScopes scopes = new TakenScopes(session);
        FileServerRows rows = new FileServerRows(scopes::add);
        table.walk(session, 0, rows::add);
        scopes.finish();
        continueIds(session, table);
        rename(session, table);
        rows.log('"' + TAKEN_OVER + '"');
    }

    /** Ids are never used again, not even those of scopes deleted long ago. */
    private static void continueIds(SqlSession session, FileServerColumns table)
            throws SQLException {
        long last =
                Math.max(
                        table.lastId(session),
                        session.find(
                                        "SELECT max(id) FROM flowkeep.context_scopes",
                                        row -> row.getLong(1))
                                .orElse(0L));
        if (last > 0) {
            var _ =
                    session.find(
                            "SELECT setval(pg_get_serial_sequence('flowkeep.context_scopes', 'id'),"
                                    + " ?)",
                            row -> row.getLong(1),
                            last);
        }
    }

    private static void rename(SqlSession session, FileServerColumns table) throws SQLException {
        for (String statement : table.renaming(session, TAKEN_OVER)) {
            session.execute(statement);
        }
    }
}
