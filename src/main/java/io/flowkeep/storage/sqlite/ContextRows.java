package io.flowkeep.storage.sqlite;

import io.flowkeep.context.ContextStore.Page;
import io.flowkeep.context.ContextStore.StoredScope;
import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeChange;
import io.flowkeep.context.ScopeSize;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.sql.JsonName;
import io.flowkeep.storage.sql.ProjectNames;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The statements on the context tables. */
final class ContextRows {
    private static final String SCOPE_COLUMNS =
            "SELECT id, scope, characters, utf16_units FROM context_scopes";

    private ContextRows() {}

    /** A scope without its values. */
    record ScopeRow(long id, Scope scope, ScopeSize size) {}

    static Optional<ScopeRow> scope(SqlSession session, ProjectId project, Scope scope)
            throws SQLException {
        return session.find(
                SCOPE_COLUMNS + " WHERE project = ? AND scope = ?",
                ContextRows::scopeRow,
                project.text(),
                scope.rowKey());
    }

    static List<ScopeRow> scopes(SqlSession session, ProjectId project) throws SQLException {
        return session.list(
                SCOPE_COLUMNS + " WHERE project = ?", ContextRows::scopeRow, project.text());
    }

    private static ScopeRow scopeRow(ResultSet row) throws SQLException {
        return new ScopeRow(
                row.getLong(1),
                new Scope(row.getString(2)),
                new ScopeSize(row.getLong(3), row.getLong(4)));
    }

    /** Creates the scope or notes its new size; gives its id. */
    static long save(
            SqlSession session,
            ProjectId project,
            Scope scope,
            Optional<ScopeRow> row,
            ScopeSize size,
            long now)
            throws SQLException {
        if (row.isPresent()) {
            session.execute(
                    "UPDATE context_scopes SET characters = ?, utf16_units = ?, updated_at = ?"
                            + " WHERE id = ?",
                    size.characters(),
                    size.units(),
                    now,
                    row.get().id());
            return row.get().id();
        }
        return session.find(
                        "INSERT INTO context_scopes (project, scope, characters, utf16_units,"
                                + " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                        inserted -> inserted.getLong(1),
                        project.text(),
                        scope.rowKey(),
                        size.characters(),
                        size.units(),
                        now,
                        now)
                .orElseThrow();
    }

    /** Deletes a scope with its values. */
    static void delete(SqlSession session, long scopeId) throws SQLException {
        session.execute("DELETE FROM context_scopes WHERE id = ?", scopeId);
    }

    static void apply(SqlSession session, long scopeId, ScopeChange change) throws SQLException {
        switch (change) {
            case ScopeChange.Nothing _ -> {}
            case ScopeChange.Some(var removed, var put) -> {
                for (String name : removed) {
                    session.execute(
                            "DELETE FROM context_values WHERE scope_id = ? AND name = ?",
                            scopeId,
                            JsonName.of(name));
                }
                put(session, scopeId, put);
            }
            case ScopeChange.Whole(var values) -> {
                session.execute("DELETE FROM context_values WHERE scope_id = ?", scopeId);
                put(session, scopeId, values);
            }
        }
    }

    /** A value that is new gets an id above all others, and so the last place. */
    static void put(SqlSession session, long scopeId, Map<String, String> values)
            throws SQLException {
        for (Map.Entry<String, String> entry : values.entrySet()) {
            session.execute(
                    "INSERT INTO context_values (scope_id, name, value) VALUES (?, ?, ?)"
                            + " ON CONFLICT (scope_id, name) DO UPDATE SET value = excluded.value",
                    scopeId,
                    JsonName.of(entry.getKey()),
                    entry.getValue());
        }
    }

    static long characters(SqlSession session, ProjectId project) throws SQLException {
        return session.find(
                        "SELECT characters FROM context_projects WHERE project = ?",
                        row -> row.getLong(1),
                        project.text())
                .orElse(0L);
    }

    static void addCharacters(SqlSession session, ProjectId project, long characters)
            throws SQLException {
        if (characters == 0) {
            return;
        }
        session.execute(
                "INSERT INTO context_projects (project, characters) VALUES (?, ?)"
                        + " ON CONFLICT (project)"
                        + " DO UPDATE SET characters = characters + excluded.characters",
                project.text(),
                characters);
        if (characters < 0) {
            session.execute(
                    "DELETE FROM context_projects WHERE project = ? AND characters = 0",
                    project.text());
        }
    }

    /** One value, if its scope is there, in one statement: the usual read. */
    static Optional<Map<String, String>> single(
            SqlSession session, ProjectId project, Scope scope, String name) throws SQLException {
        return session.find(
                "SELECT v.value FROM context_scopes s"
                        + " LEFT JOIN context_values v ON v.scope_id = s.id AND v.name = ?"
                        + " WHERE s.project = ? AND s.scope = ?",
                row -> {
                    String value = row.getString(1);
                    return row.wasNull() ? Map.of() : Map.of(name, value);
                },
                JsonName.of(name),
                project.text(),
                scope.rowKey());
    }

    static Map<String, String> values(SqlSession session, long scopeId, Set<String> names)
            throws SQLException {
        Map<String, String> values = new HashMap<>();
        for (String name : names) {
            session.find(
                            "SELECT value FROM context_values WHERE scope_id = ? AND name = ?",
                            row -> row.getString(1),
                            scopeId,
                            JsonName.of(name))
                    .ifPresent(value -> values.put(name, value));
        }
        return values;
    }

    /** All values of a scope in their order. */
    static Map<String, String> all(SqlSession session, long scopeId) throws SQLException {
        Map<String, String> values = new LinkedHashMap<>();
        session.list(
                        "SELECT name, value FROM context_values WHERE scope_id = ? ORDER BY id",
                        row -> Map.entry(JsonName.read(row.getString(1)), row.getString(2)),
                        scopeId)
                .forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return values;
    }

    static List<String> names(SqlSession session, ProjectId project, Scope scope)
            throws SQLException {
        return session.list(
                "SELECT v.name FROM context_scopes s JOIN context_values v ON v.scope_id = s.id"
                        + " WHERE s.project = ? AND s.scope = ? ORDER BY v.id",
                row -> JsonName.read(row.getString(1)),
                project.text(),
                scope.rowKey());
    }

    static Page page(
            SqlSession session, ProjectId project, long afterId, int limit, long maxCharacters)
            throws SQLException {
        long count =
                session.find(
                                "SELECT count(*) FROM context_scopes WHERE project = ?",
                                row -> row.getLong(1),
                                project.text())
                        .orElse(0L);
        List<ScopeRow> rows =
                session.list(
                        SCOPE_COLUMNS + " WHERE project = ? AND id > ? ORDER BY id LIMIT ?",
                        ContextRows::scopeRow,
                        project.text(),
                        afterId,
                        limit);
        List<StoredScope> scopes = new ArrayList<>();
        long held = 0;
        for (ScopeRow row : rows) {
            held += row.size().characters();
            if (!scopes.isEmpty() && held > maxCharacters) {
                return new Page(count, scopes, true);
            }
            scopes.add(new StoredScope(row.id(), row.scope(), all(session, row.id())));
        }
        return new Page(count, scopes, false);
    }

    static List<ProjectId> projects(SqlSession session, String after, int limit)
            throws SQLException {
        return ProjectNames.read(
                session,
                "SELECT DISTINCT project FROM context_scopes WHERE project > ?"
                        + " ORDER BY project LIMIT ?",
                after,
                limit);
    }
}
