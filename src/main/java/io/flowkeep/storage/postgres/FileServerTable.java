package io.flowkeep.storage.postgres;

import io.flowkeep.context.ScopeTable;
import io.flowkeep.faults.StoreCorrupt;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The table {@code "Contexts"} of FlowFuse's file-server, read and written row by row as it does,
 * without taking it over. Each written row is durable at once. For one thread, but for {@link
 * #count}.
 */
public final class FileServerTable implements ScopeTable {
    /** As Sequelize writes it, with the names that PostgreSQL gives by itself. */
    private static final String CREATE =
            "CREATE TABLE \"Contexts\" (\"id\" SERIAL, \"project\" VARCHAR(255) NOT NULL,"
                    + " \"scope\" VARCHAR(255) NOT NULL, \"values\" JSON NOT NULL,"
                    + " \"createdAt\" TIMESTAMP WITH TIME ZONE NOT NULL,"
                    + " \"updatedAt\" TIMESTAMP WITH TIME ZONE NOT NULL,"
                    + " CONSTRAINT \"Contexts_project_scope_key\" UNIQUE (\"project\", \"scope\"),"
                    + " CONSTRAINT \"Contexts_pkey\" PRIMARY KEY (\"id\"))";

    private final PostgresDatabase database;
    private final FileServerColumns table;
    private final InstantSource clock;

    private FileServerTable(
            PostgresDatabase database, FileServerColumns table, InstantSource clock) {
        this.database = database;
        this.table = table;
        this.clock = clock;
    }

    /** The table of a database, if it has one that was not taken over. */
    public static Optional<FileServerTable> find(PostgresDatabase database, InstantSource clock) {
        return database.read(FileServerColumns::find)
                .filter(FileServerColumns::isComplete)
                .map(table -> new FileServerTable(database, table, clock));
    }

    /**
     * The table of a database, which is made if it is not there.
     *
     * @param clock gives {@code createdAt} and {@code updatedAt}
     * @throws StoreCorrupt if something else has its name
     */
    public static FileServerTable make(PostgresDatabase database, InstantSource clock) {
        if (database.read(FileServerColumns::find).isEmpty()) {
            int _ = database.transaction(session -> session.execute(CREATE));
        }
        return find(database, clock)
                .orElseThrow(() -> new StoreCorrupt("\"Contexts\" is another table", null));
    }

    @Override
    public List<Row> rows(long afterId, int limit) {
        String sql =
                "SELECT \"id\", \"project\", \"scope\", \"values\"::text FROM "
                        + table.name()
                        + " WHERE \"id\" > ? ORDER BY \"id\" LIMIT ?";
        return database.read(session ->
                session.list(
                        sql,
                        row ->
                                new Row(
                                        row.getLong(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4)),
                        afterId,
                        limit));
    }

    @Override
    public Optional<String> values(String project, String scope) {
        String sql =
                "SELECT \"values\"::text FROM "
                        + table.name()
                        + " WHERE \"project\" = ? AND \"scope\" = ?";
        return database.read(session -> session.find(sql, row -> row.getString(1), project, scope));
    }

    @Override
    public void write(String project, String scope, String values) {
        Timestamp now = Timestamp.from(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        String sql =
                "INSERT INTO "
                        + table.name()
                        + " (\"project\", \"scope\", \"values\", \"createdAt\", \"updatedAt\")"
                        + " VALUES (?, ?, ?::json, ?, ?) ON CONFLICT (\"project\", \"scope\")"
                        + " DO UPDATE SET \"values\" = excluded.\"values\","
                        + " \"updatedAt\" = excluded.\"updatedAt\"";
        int _ = database.write(session -> session.execute(sql, project, scope, values, now, now));
    }

    @Override
    public void save() {}

    @Override
    public long count() {
        String sql = "SELECT count(*) FROM " + table.name();
        return database.read(session -> session.find(sql, row -> row.getLong(1)).orElse(0L));
    }

    @Override
    public void close() {
        database.close();
    }
}
