package io.flowkeep.storage.sqlite;

import io.flowkeep.files.UsageLedger;
import io.flowkeep.files.UsageLedgerContract;
import java.nio.file.Path;

final class SqliteUsageLedgerTest extends UsageLedgerContract {
    @Override
    protected UsageLedger open(Path folder) {
        return new SqliteUsageLedger(
                SqliteDatabase.open(
                        folder.resolve("usage.db"), SqliteSchema.USAGE, SqliteSettings.durable()));
    }

    @Override
    protected boolean survivesReopen() {
        return true;
    }
}
