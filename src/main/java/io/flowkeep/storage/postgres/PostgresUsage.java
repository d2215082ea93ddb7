package io.flowkeep.storage.postgres;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import io.flowkeep.files.FileKey;
import io.flowkeep.files.FilePath;
import io.flowkeep.files.Intent;
import io.flowkeep.files.SharedLedger;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.ids.TeamId;
import io.flowkeep.storage.sql.SqlWork;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The ledger of usage that any number of servers share, schema {@link PostgresSchema#USAGE}. Leases
 * use PostgreSQL's clock. Safe for concurrent use.
 */
public final class PostgresUsage implements SharedLedger {
    /**
     * Far longer than any server is suspended before it goes on, and than a request takes; during
     * this time the room of a write that was not found to have happened stays reserved.
     */
    private static final Duration VERDICTS_KEPT = Duration.ofMinutes(10);

    private static final String FIND =
            "SELECT p.counted, p.reserved, t.team, t.bytes FROM flowkeep.usage_project p"
                    + " LEFT JOIN flowkeep.usage_team t USING (project) WHERE p.project = ?";
    private static final String CLAIM =
            "SELECT * FROM flowkeep.usage_claim(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String SETTLE = "SELECT * FROM flowkeep.usage_settle(?, ?, ?)";
    private static final String RESOLVE = "SELECT flowkeep.usage_resolve(?, ?, ?, ?)";
    private static final String BEGIN_COUNT =
            "SELECT * FROM flowkeep.usage_begin_count(?, ?, ?, ?)";
    private static final String FORGET =
            "UPDATE flowkeep.usage_project SET counted = false WHERE project = ?";
    private static final String UNTIL = "clock_timestamp() + ? * interval '1 millisecond'";
    private static final String RENEW =
            "UPDATE flowkeep.usage_intent SET expires = "
                    + UNTIL
                    + " WHERE id = ANY (string_to_array(?, ',')) AND state IN ('held', 'open')";
    private static final String RENEW_COUNTS =
            "UPDATE flowkeep.usage_project SET counting_until = "
                    + UNTIL
                    + " WHERE counter = ANY (string_to_array(?, ','))";
    private static final String RENEW_RECOUNTS =
            "UPDATE flowkeep.usage_project SET recount_until = "
                    + UNTIL
                    + " WHERE recount = ANY (string_to_array(?, ','))"
                    + " AND recount_until > clock_timestamp()";
    private static final String ABANDONED =
            "SELECT id, project, team, path, change,"
                    + " state = 'open' OR state = 'absent' AND change <> '' AS in_question"
                    + " FROM flowkeep.usage_intent WHERE expires < clock_timestamp()"
                    + " ORDER BY expires LIMIT 100";
    private static final String COUNTED =
            "UPDATE flowkeep.usage_project SET bytes = ?, reserved ="
                + " flowkeep.usage_reserved(project), counted = true, counted_at ="
                + " clock_timestamp(), settled_doubts = doubts, counter = NULL, counting_until ="
                + " NULL WHERE project = ? AND counter = ?";
    private static final String FORGET_VERDICTS =
            "DELETE FROM flowkeep.usage_intent WHERE project = ? AND state = 'landed'";
    private static final String FORGET_TEAMS = "DELETE FROM flowkeep.usage_team WHERE project = ?";
    private static final String ADD_TEAM =
            "INSERT INTO flowkeep.usage_team (project, team, bytes) VALUES (?, ?, ?)";
    private static final String LEAVE_COUNT =
            "UPDATE flowkeep.usage_project SET counter = NULL, counting_until = NULL"
                    + " WHERE project = ? AND counter = ?";

    /**
     * Steps of one project follow each other in PostgreSQL anyway. More at once would take the
     * connections that other work needs without being faster.
     */
    private static final int AT_ONCE = 6;

    private static final Duration LONGEST_QUEUE = Duration.ofSeconds(10);

    private final PostgresDatabase database;
    private final long leaseMillis;
    private final PostgresRecount recounts;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    /**
     * A ledger over a database with the usage's schema, which stays the caller's to close.
     *
     * @param lease how long an intent lasts that nobody renews
     */
    public PostgresUsage(PostgresDatabase database, Duration lease) {
        this.database = database;
        this.leaseMillis = lease.toMillis();
        this.recounts = new PostgresRecount(database, lease);
    }

    @Override
    public Totals find(ProjectId project) {
        return inTurn(() ->
                database.read(session -> {
                    Map<TeamId, Long> bytes = new HashMap<>();
                    List<Totals> rows =
                            session.list(
                                    FIND,
                                    row -> {
                                        String team = row.getString("team");
                                        if (team != null) {
                                            bytes.put(new TeamId(team), row.getLong("bytes"));
                                        }
                                        return new Totals(
                                                row.getBoolean("counted"),
                                                bytes,
                                                row.getLong("reserved"));
                                    },
                                    project.text());
                    return rows.isEmpty() ? new Totals(false, Map.of(), 0) : rows.getLast();
                }));
    }

    @Override
    public Answer hold(String id, FileKey key) {
        return claim(id, key, false, new Cost(false, "", "", true, 0, 0, Long.MAX_VALUE));
    }

    @Override
    public Answer open(String id, FileKey key, Cost cost) {
        return claim(id, key, true, cost);
    }

    private Answer claim(String id, FileKey key, boolean opens, Cost cost) {
        return step(
                "announce a change of " + key,
                session ->
                        session.find(
                                        CLAIM,
                                        row -> answer(row, key),
                                        id,
                                        key.project().text(),
                                        key.team().text(),
                                        key.path().text(),
                                        cost.isHeld(),
                                        opens,
                                        cost.change(),
                                        cost.seen(),
                                        cost.oldBytes(),
                                        cost.newBytes(),
                                        cost.existed(),
                                        cost.limitBytes(),
                                        leaseMillis)
                                .orElseThrow());
    }

    private static Answer answer(ResultSet row, FileKey key) throws SQLException {
        String outcome = row.getString("outcome");
        return switch (outcome) {
            case "granted" -> new Answer.Granted(room(row));
            case "over" -> new Answer.OverQuota(room(row));
            case "busy" -> new Answer.Busy(refusal("another change is under way: " + key));
            case "counting" ->
                    new Answer.Busy(refusal("the project is being counted: " + key.project()));
            case "uncounted" -> new Answer.Uncounted();
            case "lost" -> new Answer.Lost(refusal("the lease ran out: " + key));
            case "abandoned" ->
                    new Answer.Abandoned(
                            new Intent(
                                    row.getString("other_id"),
                                    key,
                                    row.getString("other_change"),
                                    true));
            default -> throw new StoreCorrupt("not an answer: " + outcome, null);
        };
    }

    private static Room room(ResultSet row) throws SQLException {
        return new Room(row.getLong("bytes"), row.getLong("reserved"));
    }

    private static StoreUnavailable refusal(String why) {
        return new StoreUnavailable(why, null);
    }

    @Override
    public Room settle(String id, ProjectId project, boolean happened) {
        return step(
                "settle a change in " + project,
                session ->
                        session.find(SETTLE, PostgresUsage::room, id, project.text(), happened)
                                .orElseThrow());
    }

    @Override
    public void forget(ProjectId project) {
        int _ = step("forget " + project, session -> session.execute(FORGET, project.text()));
    }

    @Override
    public void renew(Set<String> ids) {
        String all = String.join(",", ids);
        for (String statement : List.of(RENEW, RENEW_COUNTS, RENEW_RECOUNTS)) {
            int _ = step("renew", session -> session.execute(statement, leaseMillis, all));
        }
    }

    @Override
    public List<Intent> abandoned() {
        return database.read(session -> session.list(ABANDONED, PostgresUsage::intent));
    }

    private static Intent intent(ResultSet row) throws SQLException {
        FileKey key =
                new FileKey(
                        new TeamId(row.getString("team")),
                        new ProjectId(row.getString("project")),
                        new FilePath(row.getString("path")));
        return new Intent(
                row.getString("id"), key, row.getString("change"), row.getBoolean("in_question"));
    }

    @Override
    public void resolve(Intent intent, boolean landed) {
        int _ =
                step(
                        "resolve a change of " + intent.key(),
                        session ->
                                session.execute(
                                        RESOLVE,
                                        intent.id(),
                                        intent.key().project().text(),
                                        landed,
                                        VERDICTS_KEPT.toMillis()));
    }

    @Override
    public Counting beginCount(String id, ProjectId project, boolean again) {
        return step(
                "begin to count " + project,
                session ->
                        session.find(
                                        BEGIN_COUNT,
                                        row -> counting(row, project),
                                        id,
                                        project.text(),
                                        again,
                                        leaseMillis)
                                .orElseThrow());
    }

    private static Counting counting(ResultSet row, ProjectId project) throws SQLException {
        String outcome = row.getString("outcome");
        return switch (outcome) {
            case "begun" -> new Counting.Begun();
            case "counted" -> new Counting.Counted();
            case "busy" -> new Counting.Busy(refusal("changes are under way: " + project));
            case "abandoned" ->
                    new Counting.Abandoned(
                            new Intent(
                                    row.getString("other_id"),
                                    new FileKey(
                                            new TeamId(row.getString("other_team")),
                                            project,
                                            new FilePath(row.getString("other_path"))),
                                    row.getString("other_change"),
                                    true));
            default -> throw new StoreCorrupt("not an answer: " + outcome, null);
        };
    }

    @Override
    public boolean endCount(String id, ProjectId project, Map<TeamId, Long> bytesByTeam) {
        long sum = bytesByTeam.values().stream().mapToLong(Long::longValue).sum();
        try {
            return database.transaction(session -> {
                if (session.execute(COUNTED, sum, project.text(), id) == 0) {
                    return false;
                }
                session.execute(FORGET_VERDICTS, project.text());
                session.execute(FORGET_TEAMS, project.text());
                for (Map.Entry<TeamId, Long> each : bytesByTeam.entrySet()) {
                    session.execute(
                            ADD_TEAM, project.text(), each.getKey().text(), each.getValue());
                }
                return true;
            });
        } catch (StoreOutcomeUnknown e) {
            throw new StoreUnavailable("count " + project, e);
        }
    }

    @Override
    public void leaveCount(String id, ProjectId project) {
        int _ =
                step(
                        "leave a count of " + project,
                        session -> session.execute(LEAVE_COUNT, project.text(), id));
    }

    @Override
    public Set<ProjectId> projects() {
        return recounts.projects();
    }

    @Override
    public List<ProjectId> doubtful() {
        return recounts.doubtful();
    }

    @Override
    public Begin beginRecount(String id, ProjectId project, Duration age, boolean isWished) {
        return inTurn(() -> recounts.beginRecount(id, project, age, isWished));
    }

    @Override
    public List<Note> notes(ProjectId project, long after) {
        return recounts.notes(project, after);
    }

    @Override
    public Optional<Map<TeamId, Long>> endRecount(String id, ProjectId project, Ending ending) {
        return inTurn(() -> recounts.endRecount(id, project, ending));
    }

    @Override
    public void leaveRecount(String id, ProjectId project) {
        recounts.leaveRecount(id, project);
    }

    /** The files are the truth: if the outcome of a step is unknown, they show it. */
    private <T> T step(String doing, SqlWork<T> statement) {
        try {
            return inTurn(() -> database.write(statement));
        } catch (StoreOutcomeUnknown e) {
            throw new StoreUnavailable(doing, e);
        }
    }

    private <T> T inTurn(Supplier<T> step) {
        try {
            if (!turns.tryAcquire(LONGEST_QUEUE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw refusal("too many changes wait for the ledger of usage");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted", e);
        }
        try {
            return step.get();
        } finally {
            turns.release();
        }
    }
}
