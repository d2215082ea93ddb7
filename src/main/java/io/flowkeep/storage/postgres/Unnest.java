package io.flowkeep.storage.postgres;

import io.flowkeep.storage.sql.Sql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows that go along with a statement, each column as one array, so that the text of the statement
 * is the same for any number of them. For one thread at a time.
 */
final class Unnest<R> {
    private final List<R> rows;
    private final List<Sql> columns = new ArrayList<>();

    private Unnest(List<R> rows) {
        this.rows = rows;
    }

    static <R> Unnest<R> of(Collection<R> rows) {
        return new Unnest<>(List.copyOf(rows));
    }

    Unnest<R> texts(Function<R, @Nullable String> column) {
        @Nullable String[] cells = new String[rows.size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = column.apply(rows.get(i));
        }
        return with("?::text[]", cells);
    }

    Unnest<R> bigints(ToLongFunction<R> column) {
        return with("?::bigint[]", rows.stream().mapToLong(column).toArray());
    }

    Unnest<R> integers(ToIntFunction<R> column) {
        return with("?::integer[]", rows.stream().mapToInt(column).toArray());
    }

    Unnest<R> smallints(ToIntFunction<R> column) {
        short[] cells = new short[rows.size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = (short) column.applyAsInt(rows.get(i));
        }
        return with("?::smallint[]", cells);
    }

    Unnest<R> uuids(Function<R, UUID> column) {
        return with("?::uuid[]", rows.stream().map(column).toArray(UUID[]::new));
    }

    Unnest<R> byteas(Function<R, byte[]> column) {
        return with("?::bytea[]", rows.stream().map(column).toArray(byte[][]::new));
    }

    private Unnest<R> with(String mark, Object cells) {
        columns.add(Sql.of(mark, cells));
        return this;
    }

    /** The table of these rows. */
    Sql sql() {
        return Sql.of("unnest(").then(Sql.join(", ", columns)).then(")");
    }
}
