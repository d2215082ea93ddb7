package io.flowkeep.storage.memory;

import io.flowkeep.files.SharedLedger;
import io.flowkeep.files.SharedUsageContract;
import io.flowkeep.testing.StoppedClock;
import java.time.Duration;
import java.time.Instant;

final class MemorySharedUsageTest extends SharedUsageContract {
    private final StoppedClock clock = StoppedClock.at(Instant.EPOCH);
    private final SharedLedger ledger = new MemorySharedLedger(clock, Duration.ofSeconds(10));

    @Override
    protected SharedLedger connect() {
        return ledger;
    }

    @Override
    protected void letExpire() {
        clock.pass(Duration.ofMinutes(11));
    }

    @Override
    protected void letPass(Duration time) {
        clock.pass(time);
    }

    @Override
    protected void closeAll() {}
}
