package io.flowkeep.context;

import java.util.List;
import java.util.Optional;

/**
 * The table {@code Contexts} of the file-server that Flowkeep replaces: one row per scope, with all
 * its values as one JSON object. For one thread, but for {@link #count}.
 *
 * <p>All methods throw a {@link io.flowkeep.faults.StoreFault} if the database fails.
 */
public interface ScopeTable extends AutoCloseable {

    /**
     * A row.
     *
     * @param scope as the table spells it
     * @param values what the row holds, usually compact JSON
     */
    record Row(long id, String project, String scope, String values) {}

    /**
     * Rows ascending by id, after an id.
     *
     * @param limit the most rows, at least 1; fewer come only at the end
     */
    List<Row> rows(long afterId, int limit);

    /** The values of a scope, if it has a row. */
    Optional<String> values(String project, String scope);

    /**
     * Writes a row in the form of the file-server: a row that is there keeps its id and {@code
     * createdAt}. Safe only after {@link #save}.
     */
    void write(String project, String scope, String values);

    /** Makes safe what was written. */
    void save();

    /** How many rows there are. */
    long count();

    @Override
    void close();
}
