package io.flowkeep.config;

import io.flowkeep.storage.postgres.PostgresServer;
import io.flowkeep.storage.sqlite.SqliteFile;

/** Where records are kept: tokens, or how many bytes each project has. */
public sealed interface RecordPlace {

    /** In SQLite. */
    record Sqlite(SqliteFile file) implements RecordPlace {}

    /** In PostgreSQL, where several servers share them. */
    record Postgres(PostgresServer server) implements RecordPlace {}
}
