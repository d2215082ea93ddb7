package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;

/** Opens the store of flows and its outbox over one database, for the contract suites. */
final class OpenSqliteFlows {
    private OpenSqliteFlows() {}

    static OpenFlows file(Path folder) {
        return over(
                SqliteDatabase.open(
                        folder.resolve("flows.db"), SqliteSchema.FLOWS, SqliteSettings.durable()));
    }

    static OpenFlows memory() {
        return over(SqliteDatabase.inMemory(SqliteSchema.FLOWS, SqliteSettings.durable()));
    }

    private static OpenFlows over(SqliteDatabase database) {
        return new OpenFlows(
                new SqliteFlowStore(database), new SqliteOutbox(database), database::close);
    }
}
