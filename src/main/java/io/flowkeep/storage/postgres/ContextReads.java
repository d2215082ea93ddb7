package io.flowkeep.storage.postgres;

import io.flowkeep.context.ContextStore.Page;
import io.flowkeep.context.ContextStore.StoredScope;
import io.flowkeep.context.Scope;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.storage.sql.ProjectNames;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The statements that only read; one each, so each is one round trip and sees one state. */
final class ContextReads {
    private static final String VALUES =
            """
            SELECT v.name, v.value
              FROM flowkeep.context_scopes s
              LEFT JOIN flowkeep.context_values v ON v.scope_id = s.id AND v.name = ANY(?::text[])
             WHERE s.project = ? AND s.scope = ?
            """;

    private static final String NAMES =
            """
            SELECT v.name, v.long_name
              FROM flowkeep.context_scopes s
              JOIN flowkeep.context_values v ON v.scope_id = s.id
             WHERE s.project = ? AND s.scope = ?
             ORDER BY v.place
            """;

    /** A scope beyond the page's size comes without its values. */
    private static final String PAGE =
            """
            SELECT c.count, s.id, s.scope, s.long_scope, s.beyond, v.name, v.long_name, v.value
              FROM (SELECT count(*) FROM flowkeep.context_scopes WHERE project = ?) c
              LEFT JOIN (
                SELECT id, scope, long_scope,
                       row_number() OVER by_id > 1 AND sum(characters) OVER by_id > ? AS beyond
                  FROM (SELECT * FROM flowkeep.context_scopes
                         WHERE project = ? AND id > ? ORDER BY id LIMIT ?) next
                WINDOW by_id AS (ORDER BY id ROWS UNBOUNDED PRECEDING)) s ON true
              LEFT JOIN flowkeep.context_values v ON v.scope_id = s.id AND NOT s.beyond
             ORDER BY s.id, v.place
            """;

    /** As {@link io.flowkeep.context.ScopeSize} counts: names as JSON, and what is in between. */
    private static final String RECOUNT =
            """
            SELECT coalesce(sum(scope.characters), 0)::bigint FROM (
              SELECT coalesce(
                  1 + sum(char_length(coalesce(v.long_name, v.name)) + char_length(v.value) + 2),
                  2) AS characters
                FROM flowkeep.context_scopes s
                LEFT JOIN flowkeep.context_values v ON v.scope_id = s.id
               WHERE s.project = ? GROUP BY s.id) scope
            """;

    private static final String PROJECTS =
            """
            SELECT p.project FROM flowkeep.context_projects p
             WHERE p.project > ? AND EXISTS (
               SELECT 1 FROM flowkeep.context_scopes s WHERE s.project = p.project)
             ORDER BY p.project LIMIT ?
            """;

    private ContextReads() {}

    static Optional<Map<String, String>> values(
            SqlSession session, ProjectId project, Scope scope, Set<String> names)
            throws SQLException {
        Map<String, String> byKey = new HashMap<>();
        names.forEach(name -> byKey.put(StoredText.of(name).key(), name));
        Map<String, String> values = new HashMap<>();
        List<Boolean> rows =
                session.list(
                        VALUES,
                        row -> {
                            String name = byKey.get(row.getString(1));
                            return name == null || values.put(name, row.getString(2)) == null;
                        },
                        byKey.keySet().toArray(String[]::new),
                        project.text(),
                        StoredText.of(scope.rowKey()).key());
        return rows.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    static List<String> names(SqlSession session, ProjectId project, Scope scope)
            throws SQLException {
        return session.list(
                NAMES,
                row -> StoredText.read(row.getString(1), row.getString(2)),
                project.text(),
                StoredText.of(scope.rowKey()).key());
    }

    static Page page(
            SqlSession session, ProjectId project, long afterId, int limit, long maxCharacters)
            throws SQLException {
        PageRows rows = new PageRows();
        var _ =
                session.list(
                        PAGE,
                        rows::add,
                        project.text(),
                        maxCharacters,
                        project.text(),
                        afterId,
                        limit);
        return new Page(rows.count, List.copyOf(rows.scopes.values()), rows.cut);
    }

    /** Gathers a page from rows that each hold a value. */
    private static final class PageRows {
        private final Map<Long, StoredScope> scopes = new LinkedHashMap<>();
        private long count;
        private boolean cut;

        boolean add(ResultSet row) throws SQLException {
            count = row.getLong(1);
            long id = row.getLong(2);
            if (row.wasNull()) {
                return false;
            }
            if (row.getBoolean(5)) {
                cut = true;
                return false;
            }
            StoredScope scope = scopes.get(id);
            if (scope == null) {
                String text = StoredText.read(row.getString(3), row.getString(4));
                scope = new StoredScope(id, new Scope(text), new LinkedHashMap<>());
                scopes.put(id, scope);
            }
            String name = row.getString(6);
            if (!row.wasNull()) {
                scope.values().put(StoredText.read(name, row.getString(7)), row.getString(8));
            }
            return true;
        }
    }

    static long characters(SqlSession session, ProjectId project) throws SQLException {
        return session.find(
                        "SELECT characters FROM flowkeep.context_projects WHERE project = ?",
                        row -> row.getLong(1),
                        project.text())
                .orElse(0L);
    }

    static long recount(SqlSession session, ProjectId project) throws SQLException {
        return session.find(RECOUNT, row -> row.getLong(1), project.text()).orElse(0L);
    }

    static List<ProjectId> projects(SqlSession session, String after, int limit)
            throws SQLException {
        return ProjectNames.read(session, PROJECTS, after, limit);
    }
}
