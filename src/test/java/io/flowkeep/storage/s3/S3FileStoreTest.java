package io.flowkeep.storage.s3;

import io.flowkeep.files.FileStore;
import io.flowkeep.files.FileStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("neighbours")
final class S3FileStoreTest extends FileStoreContract {
    @BeforeAll
    static void startServer() {
        S3Server.require();
    }

    @Override
    protected FileStore open(Path folder) {
        return S3Tests.store(S3Server.require(), folder);
    }
}
