package io.flowkeep.storage.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SQLite's native library. The driver would unpack it at each start into a temporary folder, which
 * a read-only container does not have, and where a killed process leaves it behind.
 */
public final class SqliteLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteLibrary.class);
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private SqliteLibrary() {}

    /**
     * Makes the driver load the library from a folder with the jar's unpacked libraries, if there
     * is one for this machine; else it unpacks its own. To be called before a database is opened.
     */
    public static void isUnpackedIn(Path folder) {
        Path place = folder.resolve("org/sqlite/native").resolve(machine());
        String name = System.mapLibraryName("sqlitejdbc");
        if (System.getProperty(PATH) == null && Files.isReadable(place.resolve(name))) {
            System.setProperty(PATH, place.toString());
            System.setProperty(NAME, name);
        }
    }

    private static String machine() {
        String processor =
                switch (System.getProperty("os.arch", "")) {
                    case "amd64" -> "x86_64";
                    case String other -> other;
                };
        return (isMusl() ? "Linux-Musl/" : "Linux/") + processor;
    }

    /**
     * Whether this process runs on musl, Alpine's C library, which needs another build of the
     * library.
     */
    private static boolean isMusl() {
        try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
            return mapped.anyMatch(line -> line.contains("/ld-musl-"));
        } catch (IOException e) {
            LOG.debug("cannot tell which C library this is", e);
            return false;
        }
    }
}
