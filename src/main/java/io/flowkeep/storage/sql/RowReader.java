package io.flowkeep.storage.sql;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Makes a value of the current row.
 *
 * @param <T> the value
 */
@FunctionalInterface
public interface RowReader<T> {

    /** Reads the current row only; never moves on. */
    T read(ResultSet row) throws SQLException;
}
