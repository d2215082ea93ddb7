package io.flowkeep.storage.postgres;

import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeSize;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one statement that makes all changes of a round, a transaction of its own: one round trip,
 * one commit. The arrays that it takes are gathered here. One thread at a time.
 *
 * <p>Its parts in the order in which they matter. {@code held} locks the projects that are as they
 * were read, in the order of their names, so that two servers never wait for each other in a
 * circle; a project that somebody else has changed meanwhile is not among them, and nothing of it
 * is written. {@code founded} does the same for projects that are new. {@code mine} are the
 * projects of both kinds; they come back. All other parts join with it. They see the state from
 * before the statement, so no two of them may touch the same row; {@link ScopeDraft} sees to that.
 * Where one must come before another, that other counts its rows: a scope that is deleted and made
 * again has its old row deleted first.
 */
final class ContextWrite {
    private static final String WRITE =
            """
            WITH asked AS (
              SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[])
                AS a(project, version, growth)),
            held AS MATERIALIZED (
              SELECT p.project FROM asked a
                JOIN flowkeep.context_projects p
                  ON p.project = a.project AND p.version = a.version
               ORDER BY p.project FOR UPDATE OF p),
            founded AS (
              INSERT INTO flowkeep.context_projects (project, characters, version)
              SELECT a.project, a.growth, 1 FROM asked a
               WHERE a.version < 0 AND (SELECT count(*) FROM held) >= 0
               ORDER BY a.project COLLATE "C"
              ON CONFLICT DO NOTHING RETURNING project),
            counted AS (
              UPDATE flowkeep.context_projects p
                 SET characters = p.characters + a.growth, version = p.version + 1
                FROM asked a JOIN held h ON h.project = a.project
               WHERE p.project = a.project),
            mine AS MATERIALIZED (
              SELECT project FROM held UNION ALL SELECT project FROM founded),
            scopes AS MATERIALIZED (
              SELECT s.* FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                       ?::bigint[], ?::bigint[], ?::bigint[]) WITH ORDINALITY
                  AS s(kind, id, project, scope, long_scope,
                       characters, utf16_units, last_place, number)
                JOIN mine m ON m.project = s.project),
            deleted AS (
              DELETE FROM flowkeep.context_scopes t USING scopes s
               WHERE s.kind = 'delete' AND t.id = s.id RETURNING t.id),
            updated AS (
              UPDATE flowkeep.context_scopes t
                 SET characters = s.characters, utf16_units = s.utf16_units,
                     last_place = s.last_place, updated_at = ?
                FROM scopes s WHERE s.kind IN ('update', 'wipe') AND t.id = s.id),
            created AS (
              INSERT INTO flowkeep.context_scopes (project, scope, long_scope, characters,
                  utf16_units, last_place, created_at, updated_at)
              SELECT s.project, s.scope, s.long_scope, s.characters, s.utf16_units,
                  s.last_place, ?, ?
                FROM scopes s
               WHERE s.kind = 'create' AND (SELECT count(*) FROM deleted) >= 0
               ORDER BY s.number
              RETURNING id, project, scope),
            puts AS (
              SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::text[])
                AS v(number, name, long_name, place, value)),
            wiped AS (
              DELETE FROM flowkeep.context_values t USING scopes s
               WHERE s.kind = 'wipe' AND t.scope_id = s.id AND NOT EXISTS (
                 SELECT 1 FROM puts v WHERE v.number = s.number AND v.name = t.name)),
            removed AS (
              DELETE FROM flowkeep.context_values t
               USING unnest(?::bigint[], ?::text[]) AS r(number, name)
                JOIN scopes s ON s.number = r.number
               WHERE t.scope_id = s.id AND t.name = r.name),
            put AS (
              INSERT INTO flowkeep.context_values (scope_id, name, long_name, place, value)
              SELECT coalesce(c.id, s.id), v.name, v.long_name, v.place, v.value
                FROM puts v JOIN scopes s ON s.number = v.number
                LEFT JOIN created c
                  ON s.kind = 'create' AND c.project = s.project AND c.scope = s.scope
              ON CONFLICT (scope_id, name)
              DO UPDATE SET value = excluded.value, place = excluded.place)
            SELECT project FROM mine
            """;

    private final Column<String> projects = new Column<>();
    private final Column<Long> versions = new Column<>();
    private final Column<Long> growths = new Column<>();

    private final Column<String> kinds = new Column<>();
    private final Column<Long> ids = new Column<>();
    private final Column<String> owners = new Column<>();
    private final Column<@Nullable String> scopes = new Column<>();
    private final Column<@Nullable String> longScopes = new Column<>();
    private final Column<Long> characters = new Column<>();
    private final Column<Long> units = new Column<>();
    private final Column<Long> lastPlaces = new Column<>();

    private final Column<Long> putInto = new Column<>();
    private final Column<String> names = new Column<>();
    private final Column<@Nullable String> longNames = new Column<>();
    private final Column<Long> places = new Column<>();
    private final Column<String> values = new Column<>();

    private final Column<Long> removedFrom = new Column<>();
    private final Column<String> removedNames = new Column<>();

    /** One array of the statement. */
    private static final class Column<T extends @Nullable Object> {
        private final List<T> cells = new ArrayList<>();

        void add(T cell) {
            cells.add(cell);
        }

        int size() {
            return cells.size();
        }

        Object[] texts() {
            return cells.toArray(new String[0]);
        }

        Object[] numbers() {
            return cells.toArray(new Long[0]);
        }
    }

    /** A project that changes if it still is as it was read. */
    void project(String name, long version, long growth) {
        projects.add(name);
        versions.add(version);
        growths.add(growth);
    }

    void delete(long id, String project) {
        var _ = scope("delete", id, project, null, ScopeSize.NOTHING, 0);
    }

    /** A scope that is there; gives the number under which its values are put. */
    int update(long id, String project, ScopeSize size, long lastPlace, boolean wiped) {
        return scope(wiped ? "wipe" : "update", id, project, null, size, lastPlace);
    }

    /** A scope that is not; gives the number under which its values are put. */
    int create(String project, Scope scope, ScopeSize size, long lastPlace) {
        return scope("create", 0, project, StoredText.of(scope.rowKey()), size, lastPlace);
    }

    private int scope(
            String kind,
            long id,
            String project,
            @Nullable StoredText scope,
            ScopeSize size,
            long lastPlace) {
        kinds.add(kind);
        ids.add(id);
        owners.add(project);
        scopes.add(scope == null ? null : scope.key());
        longScopes.add(scope == null ? null : scope.whole());
        characters.add(size.characters());
        units.add(size.units());
        lastPlaces.add(lastPlace);
        return kinds.size();
    }

    void put(int number, String name, ScopeDraft.Entry entry) {
        StoredText stored = StoredText.of(name);
        putInto.add((long) number);
        names.add(stored.key());
        longNames.add(stored.whole());
        places.add(entry.place());
        values.add(entry.value());
    }

    void remove(int number, String name) {
        removedFrom.add((long) number);
        removedNames.add(StoredText.of(name).key());
    }

    /** Runs the statement; gives the projects whose changes were made. */
    Set<String> run(SqlSession session, long now) throws SQLException {
        return new HashSet<>(
                session.list(
                        WRITE,
                        row -> row.getString(1),
                        projects.texts(),
                        versions.numbers(),
                        growths.numbers(),
                        kinds.texts(),
                        ids.numbers(),
                        owners.texts(),
                        scopes.texts(),
                        longScopes.texts(),
                        characters.numbers(),
                        units.numbers(),
                        lastPlaces.numbers(),
                        now,
                        now,
                        now,
                        putInto.numbers(),
                        names.texts(),
                        longNames.texts(),
                        places.numbers(),
                        values.texts(),
                        removedFrom.numbers(),
                        removedNames.texts()));
    }
}
