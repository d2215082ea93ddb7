package io.flowkeep.storage.localfs;

import io.flowkeep.faults.Durability;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FileStoreConcurrencyContract;
import java.nio.file.Path;
import java.time.InstantSource;

final class LocalFileStoreConcurrencyTest extends FileStoreConcurrencyContract {
    @Override
    protected FileStore open(Path folder) {
        return LocalFiles.open(folder, Durability.FULL, InstantSource.system()).store();
    }
}
