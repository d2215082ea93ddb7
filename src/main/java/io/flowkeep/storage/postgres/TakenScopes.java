package io.flowkeep.storage.postgres;

import io.flowkeep.context.ScopeSize;
import io.flowkeep.storage.sql.FileServerValues;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts scopes into our empty tables, many with one statement. One thread at a time. */
final class TakenScopes {
    private static final int GROUPED_SCOPES = 500;
    private static final long GROUPED_CHARACTERS = 4 << 20;

    private static final String SCOPES =
            "INSERT INTO flowkeep.context_scopes (id, project, scope, long_scope, characters,"
                    + " utf16_units, last_place, created_at, updated_at)"
                    + " SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[],"
                    + " ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])";
    private static final String VALUES =
            "INSERT INTO flowkeep.context_values (scope_id, name, long_name, place, value)"
                    + " SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[],"
                    + " ?::text[])";
    private static final String PROJECTS =
            "INSERT INTO flowkeep.context_projects (project, characters, version)"
                    + " SELECT project, sum(characters), 1 FROM flowkeep.context_scopes"
                    + " GROUP BY project";

    private final SqlSession session;
    private final List<TakenScope> scopes = new ArrayList<>();
    private final List<TakenValue> values = new ArrayList<>();
    private long held;
    private long taken;

    private record TakenScope(
            FileServerColumns.Row row, StoredText scope, ScopeSize size, long lastPlace) {}

    private record TakenValue(long scopeId, StoredText name, long place, String value) {}

    TakenScopes(SqlSession session) {
        this.session = session;
    }

    void add(FileServerColumns.Row row, Map<String, String> itsValues) throws SQLException {
        scopes.add(
                new TakenScope(
                        row,
                        StoredText.of(row.scope()),
                        FileServerValues.size(itsValues),
                        itsValues.size()));
        long place = 0;
        for (Map.Entry<String, String> entry : itsValues.entrySet()) {
            values.add(
                    new TakenValue(
                            row.id(), StoredText.of(entry.getKey()), ++place, entry.getValue()));
        }
        held += row.json().length();
        if (scopes.size() >= GROUPED_SCOPES || held >= GROUPED_CHARACTERS) {
            flush();
        }
    }

    /** Writes what is left and counts the projects; gives the number of scopes. */
    long finish() throws SQLException {
        flush();
        session.execute(PROJECTS);
        return taken;
    }

    private void flush() throws SQLException {
        session.execute(
                SCOPES,
                numbers(scopes.stream().map(scope -> scope.row().id()).toList()),
                texts(scopes.stream().map(scope -> scope.row().project()).toList()),
                texts(scopes.stream().map(scope -> scope.scope().key()).toList()),
                wholes(scopes.stream().map(TakenScope::scope).toList()),
                numbers(scopes.stream().map(scope -> scope.size().characters()).toList()),
                numbers(scopes.stream().map(scope -> scope.size().units()).toList()),
                numbers(scopes.stream().map(TakenScope::lastPlace).toList()),
                numbers(scopes.stream().map(scope -> scope.row().createdMillis()).toList()),
                numbers(scopes.stream().map(scope -> scope.row().updatedMillis()).toList()));
        session.execute(
                VALUES,
                numbers(values.stream().map(TakenValue::scopeId).toList()),
                texts(values.stream().map(value -> value.name().key()).toList()),
                wholes(values.stream().map(TakenValue::name).toList()),
                numbers(values.stream().map(TakenValue::place).toList()),
                texts(values.stream().map(TakenValue::value).toList()));
        taken += scopes.size();
        scopes.clear();
        values.clear();
        held = 0;
    }

    private static Object numbers(List<Long> column) {
        return column.toArray(Long[]::new);
    }

    private static Object texts(List<String> column) {
        return column.toArray(String[]::new);
    }

    private static Object wholes(List<StoredText> column) {
        @Nullable String[] wholes = new String[column.size()];
        for (int i = 0; i < wholes.length; i++) {
            wholes[i] = column.get(i).whole();
        }
        return wholes;
    }
}
