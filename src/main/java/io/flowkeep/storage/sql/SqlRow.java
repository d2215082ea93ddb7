package io.flowkeep.storage.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns of one row, each with what goes into it. For one thread at a time. */
public final class SqlRow {
    private final List<String> columns = new ArrayList<>();
    private final List<Sql> values = new ArrayList<>();

    /** Adds a column with a value. */
    public SqlRow with(String column, @Nullable Object value) {
        return with(column, Sql.of("?", value));
    }

    /** Adds a column with an expression. */
    public SqlRow with(String column, Sql value) {
        columns.add(column);
        values.add(value);
        return this;
    }

    /** Adds the columns of another row. */
    public SqlRow with(SqlRow more) {
        columns.addAll(more.columns);
        values.addAll(more.values);
        return this;
    }

    /** A new row in a table, up to the values. */
    public Sql insertInto(String table) {
        return Sql.of("INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES (")
                .then(Sql.join(", ", values))
                .then(")");
    }

    /** As {@link #insertInto}, as a SELECT of one row that a condition can be added to. */
    Sql insertSelected(String table) {
        return Sql.of("INSERT INTO " + table + " (" + String.join(", ", columns) + ") SELECT ")
                .then(Sql.join(", ", values));
    }

    /** The columns and what goes into them, as an UPDATE wants them. */
    public Sql assignments() {
        List<Sql> all = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            all.add(Sql.of(columns.get(i) + " = ").then(values.get(i)));
        }
        return Sql.join(", ", all);
    }
}
