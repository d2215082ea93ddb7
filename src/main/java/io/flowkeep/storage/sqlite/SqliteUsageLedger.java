package io.flowkeep.storage.sqlite;

import io.flowkeep.files.UsageLedger;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The usage ledger in a SQLite database of its own. Safe for concurrent use. */
public final class SqliteUsageLedger implements UsageLedger {
    private final SqliteDatabase database;

    /**
     * The ledger over its open database, usually {@code usage.db} in the files folder's own folder.
     *
     * @param database of {@link SqliteSchema#USAGE}; closed with the ledger
     */
    public SqliteUsageLedger(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public Recorded find(ProjectId project) {
        return database.readSnapshot(session -> find(session, project));
    }

    @Override
    public void mark(ProjectId project) {
        database.write(session ->
                session.execute(
                        "INSERT INTO project (id, marked) VALUES (?, 1)"
                                + " ON CONFLICT (id) DO UPDATE SET marked = 1",
                        project.text()));
    }

    @Override
    public void save(Map<ProjectId, Map<TeamId, Long>> exact) {
        database.write(session -> {
            for (Map.Entry<ProjectId, Map<TeamId, Long>> entry : exact.entrySet()) {
                save(session, entry.getKey(), entry.getValue());
            }
            return exact.size();
        });
    }

    @Override
    public Set<ProjectId> projects() {
        return projects("SELECT id FROM project");
    }

    @Override
    public Set<ProjectId> marked() {
        return projects("SELECT id FROM project WHERE marked = 1");
    }

    private Set<ProjectId> projects(String query) {
        return new HashSet<>(
                database.read(
                        session -> session.list(query, row -> new ProjectId(row.getString(1)))));
    }

    @Override
    public void close() {
        database.close();
    }

    private static Recorded find(SqlSession session, ProjectId project) throws SQLException {
        Optional<Boolean> marked =
                session.find(
                        "SELECT marked FROM project WHERE id = ?",
                        row -> row.getBoolean(1),
                        project.text());
        if (marked.isEmpty()) {
            return new Recorded.Unknown();
        }
        if (marked.get()) {
            return new Recorded.Marked();
        }
        Map<TeamId, Long> bytes = new HashMap<>();
        session.list(
                        "SELECT team, bytes FROM team_bytes WHERE project = ?",
                        row -> Map.entry(new TeamId(row.getString(1)), row.getLong(2)),
                        project.text())
                .forEach(entry -> bytes.put(entry.getKey(), entry.getValue()));
        return new Recorded.Exact(bytes);
    }

    private static void save(SqlSession session, ProjectId project, Map<TeamId, Long> bytes)
            throws SQLException {
        session.execute(
                "INSERT INTO project (id, marked) VALUES (?, 0)"
                        + " ON CONFLICT (id) DO UPDATE SET marked = 0",
                project.text());
        session.execute("DELETE FROM team_bytes WHERE project = ?", project.text());
        for (Map.Entry<TeamId, Long> entry : bytes.entrySet()) {
            session.execute(
                    "INSERT INTO team_bytes (project, team, bytes) VALUES (?, ?, ?)",
                    project.text(),
                    entry.getKey().text(),
                    entry.getValue());
        }
    }
}
