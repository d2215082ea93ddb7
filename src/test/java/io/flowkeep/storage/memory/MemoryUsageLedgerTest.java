package io.flowkeep.storage.memory;

import io.flowkeep.files.UsageLedger;
import io.flowkeep.files.UsageLedgerContract;
import java.nio.file.Path;

final class MemoryUsageLedgerTest extends UsageLedgerContract {
    @Override
    protected UsageLedger open(Path folder) {
        return new MemoryUsageLedger();
    }

    @Override
    protected boolean survivesReopen() {
        return false;
    }
}
