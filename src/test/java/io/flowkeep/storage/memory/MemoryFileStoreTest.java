package io.flowkeep.storage.memory;

import io.flowkeep.files.FileStore;
import io.flowkeep.files.FileStoreContract;
import java.nio.file.Path;
import java.time.Clock;

final class MemoryFileStoreTest extends FileStoreContract {
    @Override
    protected FileStore open(Path folder) {
        return new MemoryFileStore(Clock.systemUTC(), 1 << 28);
    }
}
