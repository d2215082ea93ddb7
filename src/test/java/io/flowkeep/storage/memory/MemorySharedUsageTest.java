package io.flowkeep.storage.memory;

import io.flowkeep.files.SharedLedger;
import io.flowkeep.files.SharedUsageContract;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

final class MemorySharedUsageTest extends SharedUsageContract {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final SharedLedger ledger = new MemorySharedLedger(now::get, Duration.ofSeconds(10));

    @Override
    protected SharedLedger connect() {
        return ledger;
    }

    @Override
    protected void letExpire() {
        now.updateAndGet(moment -> moment.plus(Duration.ofMinutes(11)));
    }

    @Override
    protected void letPass(Duration time) {
        now.updateAndGet(moment -> moment.plus(time));
    }

    @Override
    protected void closeAll() {}
}
