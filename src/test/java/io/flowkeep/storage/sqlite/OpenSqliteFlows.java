package io.flowkeep.storage.sqlite;

import io.flowkeep.flows.OpenFlows;
import java.nio.file.Path;

/** Opens the store of flows and its outbox over one database, for the contract suites. */
final class OpenSqliteFlows {
    private OpenSqliteFlows() {}

    static OpenFlows file(Path folder) {
        return file(folder, FlowTuning.USUAL);
    }

    static OpenFlows file(Path folder, FlowTuning tuning) {
        return over(database(folder), tuning);
    }

    static OpenFlows memory() {
        return over(
                SqliteDatabase.inMemory(SqliteSchema.FLOWS, SqliteSettings.durable()),
                FlowTuning.USUAL);
    }

    static SqliteDatabase database(Path folder) {
        return SqliteDatabase.open(
                folder.resolve("flows.db"), SqliteSchema.FLOWS, SqliteSettings.durable());
    }

    private static OpenFlows over(SqliteDatabase database, FlowTuning tuning) {
        return new OpenFlows(
                new SqliteFlowStore(database, tuning), new SqliteOutbox(database), database::close);
    }
}
