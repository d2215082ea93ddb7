package io.flowkeep.storage.postgres;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Context in PostgreSQL, for any number of servers on one database. A change costs two round trips,
 * whatever it touches, and shares both and the commit with other waiting changes; see {@link
 * ContextLane}. Every read is one round trip. Safe for concurrent use.
 */
public final class PostgresContextStore implements ContextStore {
    /**
     * With more lanes fewer changes would share a commit; a single lane would leave PostgreSQL idle
     * between its groups.
     */
    private static final int MOST_LANES = 4;

    private final PostgresDatabase database;
    private final List<ContextLane> lanes;

    /**
     * Context in an open database, which stays the caller's to close.
     *
     * @param database prepared for {@link PostgresSchema#CONTEXT}
     */
    public PostgresContextStore(PostgresDatabase database, InstantSource clock) {
        this.database = database;
        this.lanes =
                IntStream.range(0, Math.clamp(database.server().connections() / 2, 1, MOST_LANES))
                        .mapToObj(_ ->
                                new ContextLane(database, clock, database.settings().borrowing()))
                        .toList();
    }

    @Override
    public <O> O change(ProjectId project, Scope scope, Set<String> names, Decider<O> decider) {
        return lanes.get(Math.floorMod(project.hashCode(), lanes.size()))
                .change(new QueuedChange<>(project, scope, names, decider));
    }

    @Override
    public Optional<Map<String, String>> values(ProjectId project, Scope scope, Set<String> names) {
        return database.read(session -> ContextReads.values(session, project, scope, names));
    }

    @Override
    public List<String> names(ProjectId project, Scope scope) {
        return database.read(session -> ContextReads.names(session, project, scope));
    }

    @Override
    public Page page(ProjectId project, long afterId, int limit, long maxCharacters) {
        return database.read(
                session -> ContextReads.page(session, project, afterId, limit, maxCharacters));
    }

    @Override
    public void delete(ProjectId project, Scope scope) {
        boolean _ =
                change(
                        project,
                        scope,
                        Set.of(),
                        state ->
                                new Decision<>(
                                        true,
                                        state.exists()
                                                ? new ScopeChange.Whole(Map.of())
                                                : new ScopeChange.Nothing()));
    }

    @Override
    public void clean(ProjectId project, Predicate<Scope> keep) {
        int _ = database.transaction(session -> clean(session, project, keep));
    }

    /**
     * The project's lock excludes all lanes, and its new version tells them that it has changed.
     */
    private static int clean(SqlSession session, ProjectId project, Predicate<Scope> keep)
            throws SQLException {
        boolean isThere =
                session.find(
                                "SELECT 1 FROM flowkeep.context_projects WHERE project = ?"
                                        + " FOR UPDATE",
                                row -> row.getInt(1),
                                project.text())
                        .isPresent();
        if (!isThere) {
            return 0;
        }
        List<Long> gone = new ArrayList<>();
        var _ =
                session.list(
                        "SELECT id, scope, long_scope FROM flowkeep.context_scopes"
                                + " WHERE project = ?",
                        row -> {
                            String text = StoredText.read(row.getString(2), row.getString(3));
                            return !keep.test(new Scope(text)) && gone.add(row.getLong(1));
                        },
                        project.text());
        return gone.isEmpty() ? 0 : delete(session, project, gone);
    }

    private static int delete(SqlSession session, ProjectId project, List<Long> ids)
            throws SQLException {
        return session.execute(
                "WITH gone AS (DELETE FROM flowkeep.context_scopes WHERE id = ANY(?::bigint[])"
                        + " RETURNING characters)"
                        + " UPDATE flowkeep.context_projects SET version = version + 1, characters"
                        + " = characters - (SELECT coalesce(sum(characters), 0) FROM gone)"
                        + " WHERE project = ?",
                ids.toArray(Long[]::new),
                project.text());
    }

    @Override
    public long characters(ProjectId project) {
        return database.read(session -> ContextReads.characters(session, project));
    }

    @Override
    public long recount(ProjectId project) {
        return database.readSlowly(session -> ContextReads.recount(session, project));
    }

    @Override
    public List<ProjectId> projects(String after, int limit) {
        return database.readSnapshot(session -> ContextReads.projects(session, after, limit));
    }
}
