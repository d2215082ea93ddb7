package io.flowkeep.storage.sqlite;

import java.nio.file.Path;

/** Where an SQLite database is. */
public sealed interface SqliteFile {

    /**
     * In a file.
     *
     * @param path absolute; neither it nor its folder need exist
     */
    record OnDisk(Path path) implements SqliteFile {}

    /** In memory, gone after a stop. */
    record InMemory() implements SqliteFile {}
}
