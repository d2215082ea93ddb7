package io.flowkeep.storage.postgres;

import io.flowkeep.storage.sql.SqlSchema;
import java.util.List;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * What is kept, each with migrations of its own, so that a database holds only what it is used for.
 * All tables are in the schema {@code flowkeep}. The version is that of the newest migration.
 */
public enum PostgresSchema {
    /** Context values, {@code db/postgres/context}. */
    CONTEXT("context", 2, new FileServerTakeOver()),
    /** Flows and the events that wait to be sent, {@code db/postgres/flows}. */
    FLOWS("flows", 1),
    /** Bytes used per team and project, {@code db/postgres/usage}. */
    USAGE("usage", 3),
    /** Built-in tokens, {@code db/postgres/tokens}. */
    TOKENS("tokens", 2);

    /** The schema of all tables. */
    static final String NAME = "flowkeep";

    @SuppressWarnings("ImmutableEnumChecker") // the migrations in code have no state
    private final SqlSchema sql;

    PostgresSchema(String name, int version, JavaMigration... code) {
        this.sql = new SqlSchema(name, version, "postgres/" + name, List.of(code));
    }

    SqlSchema sql() {
        return sql;
    }

    /** The table in which the migration tool keeps what it has done. */
    String history() {
        return sql.name() + "_history";
    }
}
