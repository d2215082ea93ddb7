package io.flowkeep.storage.sqlite;

import io.flowkeep.storage.sql.SqlWork;

/** Where reads run. Safe for concurrent use. */
sealed interface Readers extends AutoCloseable permits PooledReaders, WriterAsReader {

    /** Runs a work of one statement, or of several that may see different states. */
    <T> T read(SqlWork<T> work);

    /** Runs a work whose statements all see the same state. */
    <T> T readSnapshot(SqlWork<T> work);

    @Override
    void close();
}
