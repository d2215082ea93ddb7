package io.flowkeep.stores;

import io.flowkeep.config.FilesConfig;
import io.flowkeep.files.FileStore;
import io.flowkeep.storage.localfs.LocalFiles;
import io.flowkeep.storage.memory.MemoryFileStore;
import io.flowkeep.storage.s3.S3Files;
import io.flowkeep.storage.s3.S3Settings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A store of files, open.
 *
 * @param ownFolder where a server may keep its own things about these files; empty if there is none
 * @param sweep takes away what broken changes have left behind, to be done a few times a day; empty
 *     where nothing is left
 */
public record Files(FileStore store, Optional<Path> ownFolder, Optional<Runnable> sweep) {
    private static final String NAME = "files";

    /**
     * Opens a store.
     *
     * @throws io.flowkeep.faults.StoreFault it cannot be opened
     */
    public static Files open(FilesConfig.Storage storage, Opening opening) {
        return switch (storage) {
            case FilesConfig.Storage.Folder(var root) -> folder(root, opening);
            case FilesConfig.Storage.Memory _ -> memory(opening);
            case FilesConfig.Storage.Bucket(var settings) -> bucket(settings, opening);
        };
    }

    private static Files folder(Path root, Opening opening) {
        LocalFiles files =
                opening.opened().add(LocalFiles.open(root, opening.durability(), opening.clock()));
        opening.opened().check(NAME, () -> files.trouble().isEmpty());
        return new Files(files.store(), Optional.of(files.ownFolder()), Optional.empty());
    }

    /** Files in memory are for tests; the other half of the heap is for everything else. */
    private static Files memory(Opening opening) {
        long half = Runtime.getRuntime().maxMemory() / 2;
        FileStore store = opening.opened().add(new MemoryFileStore(opening.clock(), half));
        return new Files(store, Optional.empty(), Optional.empty());
    }

    private static Files bucket(S3Settings settings, Opening opening) {
        S3Files files =
                opening.opened()
                        .add(
                                S3Files.open(
                                        settings,
                                        opening.trust(),
                                        opening.clock(),
                                        new SecureRandom()));
        opening.opened().check(NAME, files::isReady);
        return new Files(files.store(), Optional.empty(), Optional.of(files::sweep));
    }
}
