package io.flowkeep;

import io.flowkeep.http.NativeTransport;
import io.flowkeep.storage.sqlite.SqliteLibrary;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The libraries in machine code, which the build has unpacked into {@code native} beside the jar.
 * Without that folder each library unpacks itself into a temporary one, as it would anywhere else.
 */
final class NativeLibraries {
    private NativeLibraries() {}

    /** For every command: whoever opens a database. */
    static void forStores() {
        folder().ifPresent(SqliteLibrary::isUnpackedIn);
    }

    /** For whoever listens on a port. */
    static void forListening() {
        folder().ifPresent(NativeTransport::isUnpackedIn);
    }

    private static Optional<Path> folder() {
        try {
            Path program =
                    Path.of(
                            NativeLibraries.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return Optional.of(program.resolveSibling("native").toAbsolutePath())
                    .filter(Files::isDirectory);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the program's own place", e);
        }
    }
}
