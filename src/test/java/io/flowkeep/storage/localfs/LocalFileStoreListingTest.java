package io.flowkeep.storage.localfs;

import io.flowkeep.faults.Durability;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FileStoreListingContract;
import java.nio.file.Path;
import java.time.InstantSource;

final class LocalFileStoreListingTest extends FileStoreListingContract {
    @Override
    protected FileStore open(Path folder) {
        return LocalFiles.open(folder, Durability.OS, InstantSource.system()).store();
    }
}
