package io.flowkeep.storage.postgres;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FilePath;
import io.flowkeep.files.RecountLedger;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counting again, in the tables of {@link PostgresUsage}. Safe for concurrent use. */
final class PostgresRecount implements RecountLedger {
    private static final String BEGIN = "SELECT * FROM flowkeep.usage_begin_recount(?, ?, ?, ?, ?)";
    private static final String NOTE_COLUMNS =
            "SELECT number, team, path, kind, bytes, change FROM flowkeep.usage_note";
    private static final String NOTES =
            NOTE_COLUMNS + " WHERE project = ? AND number > ? ORDER BY number LIMIT 500";
    private static final String LAST_NOTES =
            NOTE_COLUMNS + " WHERE project = ? AND number > ? ORDER BY number";
    private static final String LOCK =
            "SELECT 1 FROM flowkeep.usage_project WHERE project = ? AND recount = ? FOR UPDATE";
    private static final String KNOWN =
            "SELECT team, bytes FROM flowkeep.usage_team WHERE project = ?";
    private static final String FORGET_TEAMS = "DELETE FROM flowkeep.usage_team WHERE project = ?";
    private static final String ADD_TEAM =
            "INSERT INTO flowkeep.usage_team (project, team, bytes) VALUES (?, ?, ?)";
    private static final String FORGET_NOTES = "DELETE FROM flowkeep.usage_note WHERE project = ?";
    private static final String END =
            "UPDATE flowkeep.usage_project SET bytes = ?, recount = NULL, recount_until = NULL,"
                    + " counted_at = recount_began,"
                    + " rest_until = clock_timestamp() + 19 * (clock_timestamp() - recount_began),"
                    + " settled_doubts = greatest(settled_doubts, ?) WHERE project = ?";
    private static final String LEAVE =
            "UPDATE flowkeep.usage_project SET recount = NULL, recount_until = NULL"
                    + " WHERE project = ? AND recount = ?";
    private static final String PROJECTS = "SELECT project FROM flowkeep.usage_project";
    private static final String DOUBTFUL = PROJECTS + " WHERE doubts > settled_doubts LIMIT 100";

    private final PostgresDatabase database;
    private final long leaseMillis;

    PostgresRecount(PostgresDatabase database, Duration lease) {
        this.database = database;
        this.leaseMillis = lease.toMillis();
    }

    @Override
    public Set<ProjectId> projects() {
        return new HashSet<>(list(PROJECTS));
    }

    @Override
    public List<ProjectId> doubtful() {
        return list(DOUBTFUL);
    }

    private List<ProjectId> list(String query) {
        return database.read(
                session -> session.list(query, row -> new ProjectId(row.getString("project"))));
    }

    @Override
    public Begin beginRecount(String id, ProjectId project, Duration age, boolean isWished) {
        return database.transaction(session ->
                session.find(
                                BEGIN,
                                row -> begin(row, project),
                                id,
                                project.text(),
                                age.toMillis(),
                                isWished,
                                leaseMillis)
                        .orElseThrow());
    }

    private static Begin begin(ResultSet row, ProjectId project) throws SQLException {
        String outcome = row.getString("outcome");
        return switch (outcome) {
            case "begun" -> new Begin.Begun(row.getLong("doubts"));
            case "uncounted" -> new Begin.Uncounted();
            case "counted" -> new Begin.Counted();
            case "early" -> new Begin.Early(Duration.ofMillis(row.getLong("wait_millis")));
            case "busy" ->
                    new Begin.Busy(new StoreUnavailable("another server counts " + project, null));
            default -> throw new StoreCorrupt("not an answer: " + outcome, null);
        };
    }

    @Override
    public List<Note> notes(ProjectId project, long after) {
        return database.read(session -> notes(session, NOTES, project, after));
    }

    private static List<Note> notes(SqlSession session, String query, ProjectId project, long after)
            throws SQLException {
        return session.list(query, row -> note(row, project), project.text(), after);
    }

    private static Note note(ResultSet row, ProjectId project) throws SQLException {
        return new Note(
                row.getLong("number"),
                new FileKey(
                        new TeamId(row.getString("team")),
                        project,
                        new FilePath(row.getString("path"))),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getLong("bytes"),
                row.getString("change"));
    }

    /** The row is locked first, so no note comes in between. */
    @Override
    public Optional<Map<TeamId, Long>> endRecount(String id, ProjectId project, Ending ending) {
        return database.transaction(session -> {
            if (session.find(LOCK, _ -> true, project.text(), id).isEmpty()) {
                return Optional.empty();
            }
            Map<TeamId, Long> before = new HashMap<>();
            session.list(
                            KNOWN,
                            row -> Map.entry(new TeamId(row.getString(1)), row.getLong(2)),
                            project.text())
                    .forEach(each -> before.put(each.getKey(), each.getValue()));
            Map<TeamId, Long> found =
                    ending.sums().apply(notes(session, LAST_NOTES, project, ending.after()));
            write(session, project, found, ending.doubts());
            return Optional.of(before);
        });
    }

    private static void write(
            SqlSession session, ProjectId project, Map<TeamId, Long> found, long doubts)
            throws SQLException {
        long sum = found.values().stream().mapToLong(Long::longValue).sum();
        session.execute(END, sum, doubts, project.text());
        session.execute(FORGET_TEAMS, project.text());
        for (Map.Entry<TeamId, Long> each : found.entrySet()) {
            session.execute(ADD_TEAM, project.text(), each.getKey().text(), each.getValue());
        }
        session.execute(FORGET_NOTES, project.text());
    }

    @Override
    public void leaveRecount(String id, ProjectId project) {
        int _ = database.transaction(session -> session.execute(LEAVE, project.text(), id));
    }
}
