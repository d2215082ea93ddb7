package io.flowkeep.stores;

import io.flowkeep.storage.sqlite.SqliteLibrary;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The libraries in machine code, which the build has unpacked into {@code native} beside the jar.
 * Without that folder each library unpacks itself into a temporary one, as it would anywhere else.
 */
public final class NativeFolder {
    private NativeFolder() {}

    /** Has databases take their library from there. */
    public static void useForStores() {
        find().ifPresent(SqliteLibrary::isUnpackedIn);
    }

    /** Beside what the class path begins with, which is the jar when that was started. */
    public static Optional<Path> find() {
        String first = System.getProperty("java.class.path", "").split(File.pathSeparator, 2)[0];
        return Optional.of(Path.of(first).toAbsolutePath().resolveSibling("native"))
                .filter(Files::isDirectory);
    }
}
