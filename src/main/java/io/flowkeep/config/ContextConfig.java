package io.flowkeep.config;

import java.util.OptionalLong;

/** Where context is kept. */
public sealed interface ContextConfig {

    /** The context face is off: its routes do not exist. */
    record Off() implements ContextConfig {}

    /**
     * In SQLite.
     *
     * @param storage the database
     * @param quotaBytes of a project for which the token's authority says 0 or null; empty for none
     */
    record Sqlite(SqliteFile storage, OptionalLong quotaBytes) implements ContextConfig {}

    /**
     * In PostgreSQL.
     *
     * @param quotaBytes as in {@link Sqlite}
     */
    record Postgres(PostgresServer server, OptionalLong quotaBytes) implements ContextConfig {}
}
