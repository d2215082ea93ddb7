package io.flowkeep.storage.sqlite;

import io.flowkeep.storage.sql.SqlWork;

/** Reads in the writer's queue, for a database that has one connection only. */
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
