package io.flowkeep.storage.memory;

import io.flowkeep.files.FileStore;
import io.flowkeep.files.FileStoreConcurrencyContract;
import java.nio.file.Path;
import java.time.Clock;

final class MemoryFileStoreConcurrencyTest extends FileStoreConcurrencyContract {
    @Override
    protected FileStore open(Path folder) {
        return new MemoryFileStore(Clock.systemUTC(), 1 << 28);
    }
}
