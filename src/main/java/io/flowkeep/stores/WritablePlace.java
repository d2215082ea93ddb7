package io.flowkeep.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whether this process can write to a place; in a container it may not. */
public final class WritablePlace {
    private static final Logger LOG = LoggerFactory.getLogger(WritablePlace.class);

    private WritablePlace() {}

    /** Whether a file can be made at a path; its folder is made if it is absent. */
    public static boolean isFor(Path file) {
        Path folder = file.toAbsolutePath().resolveSibling("");
        try {
            Files.createDirectories(folder);
            return Files.isWritable(folder);
        } catch (IOException e) {
            LOG.debug("{} cannot be made", folder, e);
            return false;
        }
    }
}
