package io.flowkeep.storage.sqlite;

import io.flowkeep.context.ContextStore;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.context.ScopeSize;
import io.flowkeep.context.ScopeState;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Context in SQLite. Safe for concurrent use. */
public final class SqliteContextStore implements ContextStore {
    private final SqliteDatabase database;
    private final InstantSource clock;

    /** Context in an open database, which stays the caller's to close. */
    public SqliteContextStore(SqliteDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public <O> O change(ProjectId project, Scope scope, Set<String> names, Decider<O> decider) {
        return database.write(session -> {
            Optional<ContextRows.ScopeRow> row = ContextRows.scope(session, project, scope);
            ScopeState state = state(session, project, row, names);
            Decision<O> decision = decider.decide(state);
            write(session, project, scope, row, state, decision.change());
            return decision.outcome();
        });
    }

    private static ScopeState state(
            SqlSession session,
            ProjectId project,
            Optional<ContextRows.ScopeRow> row,
            Set<String> names)
            throws SQLException {
        long held = ContextRows.characters(session, project);
        return row.isEmpty()
                ? new ScopeState(false, Map.of(), ScopeSize.NOTHING, held)
                : new ScopeState(
                        true,
                        ContextRows.values(session, row.get().id(), names),
                        row.get().size(),
                        held);
    }

    private void write(
            SqlSession session,
            ProjectId project,
            Scope scope,
            Optional<ContextRows.ScopeRow> row,
            ScopeState state,
            ScopeChange change)
            throws SQLException {
        if (change instanceof ScopeChange.Nothing) {
            return;
        }
        ScopeSize size = state.sizeAfter(change);
        if (size.equals(ScopeSize.NOTHING)) {
            if (row.isPresent()) {
                ContextRows.delete(session, row.get().id());
            }
        } else {
            long id = ContextRows.save(session, project, scope, row, size, clock.millis());
            ContextRows.apply(session, id, change);
        }
        ContextRows.addCharacters(session, project, size.characters() - state.size().characters());
    }

    @Override
    public Optional<Map<String, String>> values(ProjectId project, Scope scope, Set<String> names) {
        if (names.size() == 1) {
            return database.read(session ->
                    ContextRows.single(session, project, scope, names.iterator().next()));
        }
        return database.readSnapshot(session -> {
            Optional<ContextRows.ScopeRow> row = ContextRows.scope(session, project, scope);
            return row.isEmpty()
                    ? Optional.empty()
                    : Optional.of(ContextRows.values(session, row.get().id(), names));
        });
    }

    @Override
    public List<String> names(ProjectId project, Scope scope) {
        return database.read(session -> ContextRows.names(session, project, scope));
    }

    @Override
    public Page page(ProjectId project, long afterId, int limit, long maxCharacters) {
        return database.readSnapshot(
                session -> ContextRows.page(session, project, afterId, limit, maxCharacters));
    }

    @Override
    public void delete(ProjectId project, Scope scope) {
        boolean _ =
                database.write(session -> {
                    Optional<ContextRows.ScopeRow> row = ContextRows.scope(session, project, scope);
                    return row.isPresent() && delete(session, project, row.get());
                });
    }

    @Override
    public void clean(ProjectId project, Predicate<Scope> keep) {
        int _ =
                database.write(session -> {
                    int deleted = 0;
                    for (ContextRows.ScopeRow row : ContextRows.scopes(session, project)) {
                        if (!keep.test(row.scope()) && delete(session, project, row)) {
                            deleted++;
                        }
                    }
                    return deleted;
                });
    }

    private static boolean delete(SqlSession session, ProjectId project, ContextRows.ScopeRow row)
            throws SQLException {
        ContextRows.delete(session, row.id());
        ContextRows.addCharacters(session, project, -row.size().characters());
        return true;
    }

    @Override
    public long characters(ProjectId project) {
        return database.read(session -> ContextRows.characters(session, project));
    }

    @Override
    public long recount(ProjectId project) {
        return database.readSnapshot(session -> {
            long sum = 0;
            for (ContextRows.ScopeRow row : ContextRows.scopes(session, project)) {
                Map<String, String> all = ContextRows.all(session, row.id());
                sum +=
                        all.isEmpty()
                                ? ScopeSize.EMPTY.characters()
                                : ScopeSize.of(all).characters();
            }
            return sum;
        });
    }

    @Override
    public List<ProjectId> projects(String after, int limit) {
        return database.readSnapshot(session -> ContextRows.projects(session, after, limit));
    }
}
