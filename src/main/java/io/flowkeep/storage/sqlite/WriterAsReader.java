package io.flowkeep.storage.sqlite;

import io.flowkeep.storage.sql.SqlWork;

/** Runs reads in the writer's queue, for a database with a single connection. */
record WriterAsReader(GroupWriter writer) implements Readers {

    @Override
    public <T> T read(SqlWork<T> work) {
        return writer.write(work);
    }

    @Override
    public <T> T readSnapshot(SqlWork<T> work) {
        return writer.write(work);
    }

    @Override
    public void close() {
        // The writer is closed by its owner.
    }
}
