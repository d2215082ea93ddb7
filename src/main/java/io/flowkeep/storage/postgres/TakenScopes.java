package io.flowkeep.storage.postgres;

import io.flowkeep.context.ScopeSize;
import io.flowkeep.storage.sql.FileServerRow;
import io.flowkeep.storage.sql.FileServerValues;
import io.flowkeep.storage.sql.Sql;
import io.flowkeep.storage.sql.SqlSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts scopes into Flowkeep's empty tables, many with one statement. One thread at a time. */
final class TakenScopes {
    private static final int GROUPED_SCOPES = 500;
    private static final long GROUPED_CHARACTERS = 4 << 20;

    private static final String PROJECTS =
            "INSERT INTO flowkeep.context_projects (project, characters, version)"
                    + " SELECT project, sum(characters), 1 FROM flowkeep.context_scopes"
                    + " GROUP BY project";

    private final SqlSession session;
    private final List<TakenScope> scopes = new ArrayList<>();
    private final List<TakenValue> values = new ArrayList<>();
    private long held;

    private record TakenScope(
            FileServerRow row, StoredText scope, ScopeSize size, long lastPlace) {}

    private record TakenValue(long scopeId, StoredText name, long place, String value) {}

    TakenScopes(SqlSession session) {
        this.session = session;
    }

    void add(FileServerRow row, Map<String, String> itsValues) throws SQLException {
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

    /** Writes what is left and counts the projects. */
    void finish() throws SQLException {
        flush();
        session.execute(PROJECTS);
    }

    private void flush() throws SQLException {
        session.execute(
                Sql.of(
                                "INSERT INTO flowkeep.context_scopes (id, project, scope,"
                                        + " long_scope, characters, utf16_units, last_place,"
                                        + " created_at, updated_at) SELECT * FROM ")
                        .then(
                                Unnest.of(scopes)
                                        .bigints(each -> each.row().id())
                                        .texts(each -> each.row().project())
                                        .texts(each -> each.scope().key())
                                        .texts(each -> each.scope().whole())
                                        .bigints(each -> each.size().characters())
                                        .bigints(each -> each.size().units())
                                        .bigints(TakenScope::lastPlace)
                                        .bigints(each -> each.row().createdMillis())
                                        .bigints(each -> each.row().updatedMillis())
                                        .sql()));
        session.execute(
                Sql.of(
                                "INSERT INTO flowkeep.context_values (scope_id, name, long_name,"
                                        + " place, value) SELECT * FROM ")
                        .then(
                                Unnest.of(values)
                                        .bigints(TakenValue::scopeId)
                                        .texts(each -> each.name().key())
                                        .texts(each -> each.name().whole())
                                        .bigints(TakenValue::place)
                                        .texts(TakenValue::value)
                                        .sql()));
        scopes.clear();
        values.clear();
        held = 0;
    }
}
