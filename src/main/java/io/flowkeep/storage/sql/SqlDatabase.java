package io.flowkeep.storage.sql;

/**
 * The part of a database that the statements shared by all drivers need. All methods throw a {@link
 * io.flowkeep.faults.StoreFault}. Safe for concurrent use.
 */
public interface SqlDatabase {

    /** Runs one reading statement, or several that each may see a later state. */
    <T> T read(SqlWork<T> work);

    /**
     * Runs one changing statement, and returns once it is committed. May run it again after its
     * effect was undone.
     */
    <T> T write(SqlWork<T> statement);

    /** As {@link #write}, while no other transaction changes a table. */
    <T> T writeAlone(String table, SqlWork<T> work);

    /** A table's name as statements must have it. */
    String table(String name);
}
