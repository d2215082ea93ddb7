package io.flowkeep.storage.postgres;

import io.flowkeep.context.Scope;
import io.flowkeep.context.ScopeSize;
import io.flowkeep.storage.sql.Sql;
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
 * were read, in the order of their names, so that two servers never deadlock; a project that
 * another server has changed meanwhile is not among them, and nothing of it is written. {@code
 * founded} does the same for projects that are new. {@code mine} are the projects of both kinds;
 * they come back. All other parts join with it. They see the state from before the statement, so no
 * two of them may touch the same row; {@link ScopeDraft} sees to that. Where one must come before
 * another, that other counts its rows: a scope that is deleted and made again has its old row
 * deleted first.
 */
final class ContextWrite {
    private static final String MINE =
            """
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
              SELECT project FROM held UNION ALL SELECT project FROM founded)
            """;
    private static final String CHANGED =
            """
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
              RETURNING id, project, scope)
            """;
    private static final String WIPED =
            """
            wiped AS (
              DELETE FROM flowkeep.context_values t USING scopes s
               WHERE s.kind = 'wipe' AND t.scope_id = s.id AND NOT EXISTS (
                 SELECT 1 FROM puts v WHERE v.number = s.number AND v.name = t.name))
            """;
    private static final String PUT =
            """
            put AS (
              INSERT INTO flowkeep.context_values (scope_id, name, long_name, place, value)
              SELECT coalesce(c.id, s.id), v.name, v.long_name, v.place, v.value
                FROM puts v JOIN scopes s ON s.number = v.number
                LEFT JOIN created c
                  ON s.kind = 'create' AND c.project = s.project AND c.scope = s.scope
              ON CONFLICT (scope_id, name)
              DO UPDATE SET value = excluded.value, place = excluded.place)
            """;

    private record Asked(String project, long version, long growth) {}

    private record Changed(
            String kind,
            long id,
            String project,
            @Nullable StoredText scope,
            ScopeSize size,
            long lastPlace) {}

    private record Put(int number, StoredText name, ScopeDraft.Entry entry) {}

    private record Removed(int number, String key) {}

    private final List<Asked> projects = new ArrayList<>();
    private final List<Changed> scopes = new ArrayList<>();
    private final List<Put> puts = new ArrayList<>();
    private final List<Removed> removed = new ArrayList<>();

    /** Adds a project that is changed if it is still as it was read. */
    void project(String name, long version, long growth) {
        projects.add(new Asked(name, version, growth));
    }

    void delete(long id, String project) {
        scopes.add(new Changed("delete", id, project, null, ScopeSize.NOTHING, 0));
    }

    /** Adds an existing scope; returns the number under which its values are put. */
    int update(long id, String project, ScopeSize size, long lastPlace, boolean wiped) {
        scopes.add(new Changed(wiped ? "wipe" : "update", id, project, null, size, lastPlace));
        return scopes.size();
    }

    /** Adds a new scope; returns the number under which its values are put. */
    int create(String project, Scope scope, ScopeSize size, long lastPlace) {
        StoredText text = StoredText.of(scope.rowKey());
        scopes.add(new Changed("create", 0, project, text, size, lastPlace));
        return scopes.size();
    }

    void put(int number, String name, ScopeDraft.Entry entry) {
        puts.add(new Put(number, StoredText.of(name), entry));
    }

    void remove(int number, String name) {
        removed.add(new Removed(number, StoredText.of(name).key()));
    }

    /** Runs the statement; returns the projects whose changes were made. */
    Set<String> run(SqlSession session, long now) throws SQLException {
        Sql write =
                Sql.of("WITH ")
                        .then(
                                Sql.join(
                                        ", ",
                                        List.of(
                                                asked(),
                                                Sql.of(MINE),
                                                scopes(),
                                                Sql.of(CHANGED, now, now, now),
                                                puts(),
                                                Sql.of(WIPED),
                                                removed(),
                                                Sql.of(PUT))))
                        .then(" SELECT project FROM mine");
        return new HashSet<>(session.list(write, row -> row.getString(1)));
    }

    private Sql asked() {
        return Sql.of("asked AS (SELECT * FROM ")
                .then(
                        Unnest.of(projects)
                                .texts(Asked::project)
                                .bigints(Asked::version)
                                .bigints(Asked::growth)
                                .sql())
                .then(" AS a(project, version, growth))");
    }

    private Sql scopes() {
        return Sql.of("scopes AS MATERIALIZED (SELECT s.* FROM ")
                .then(
                        Unnest.of(scopes)
                                .texts(Changed::kind)
                                .bigints(Changed::id)
                                .texts(Changed::project)
                                .texts(each -> each.scope() == null ? null : each.scope().key())
                                .texts(each -> each.scope() == null ? null : each.scope().whole())
                                .bigints(each -> each.size().characters())
                                .bigints(each -> each.size().units())
                                .bigints(Changed::lastPlace)
                                .sql())
                .then(
                        " WITH ORDINALITY AS s(kind, id, project, scope, long_scope, characters,"
                                + " utf16_units, last_place, number)"
                                + " JOIN mine m ON m.project = s.project)");
    }

    private Sql puts() {
        return Sql.of("puts AS (SELECT * FROM ")
                .then(
                        Unnest.of(puts)
                                .bigints(Put::number)
                                .texts(each -> each.name().key())
                                .texts(each -> each.name().whole())
                                .bigints(each -> each.entry().place())
                                .texts(each -> each.entry().value())
                                .sql())
                .then(" AS v(number, name, long_name, place, value))");
    }

    private Sql removed() {
        return Sql.of("removed AS (DELETE FROM flowkeep.context_values t USING ")
                .then(Unnest.of(removed).bigints(Removed::number).texts(Removed::key).sql())
                .then(
                        " AS r(number, name) JOIN scopes s ON s.number = r.number"
                                + " WHERE t.scope_id = s.id AND t.name = r.name)");
    }
}
