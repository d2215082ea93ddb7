package io.flowkeep.storage.sql;

import java.sql.SQLException;

/**
 * Statements that belong together.
 *
 * @param <T> their result
 */
@FunctionalInterface
public interface SqlWork<T> {

    /** Runs the statements. The session must not be kept. */
    T run(SqlSession session) throws SQLException;
}
