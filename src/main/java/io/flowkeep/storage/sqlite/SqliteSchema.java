package io.flowkeep.storage.sqlite;

import io.flowkeep.storage.sql.SqlSchema;
import java.util.List;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * The schemas there are, each in a database file of its own. The version is that of the newest
 * migration; it is also written to the file, so that a start need not ask the migration tool.
 */
public enum SqliteSchema {
    /** Context values, {@code db/context}. */
    CONTEXT("context", 2, new FileServerContexts()),
    /** Built-in tokens, {@code db/tokens}. */
    TOKENS("tokens", 3),
    /** Bytes used per team and project, {@code db/usage}. */
    USAGE("usage", 1),
    /** Flows and the events that wait to be sent, {@code db/flows}. */
    FLOWS("flows", 2);

    @SuppressWarnings("ImmutableEnumChecker") // the migrations in code have no state
    private final SqlSchema sql;

    SqliteSchema(String folder, int version, JavaMigration... code) {
        this.sql = new SqlSchema(folder, version, folder, List.of(code));
    }

    SqlSchema sql() {
        return sql;
    }
}
