package io.flowkeep.config;

import io.flowkeep.storage.postgres.PostgresServer;
import io.flowkeep.storage.postgres.PostgresUrl;
import io.flowkeep.storage.sqlite.SqliteFile;
import java.nio.file.Path;
import java.util.Optional;

/** Where records are kept: tokens, context, or how many bytes each project has. */
public sealed interface RecordPlace {

    /** In SQLite. */
    record Sqlite(SqliteFile file) implements RecordPlace {
        /** The file; empty if it is in memory. */
        public Optional<Path> path() {
            return file instanceof SqliteFile.OnDisk(var path)
                    ? Optional.of(path)
                    : Optional.empty();
        }
    }

    /** In PostgreSQL, where several servers share them. */
    record Postgres(PostgresServer server) implements RecordPlace {
        /** A URL for people: it says no password. */
        public String shown() {
            return PostgresUrl.shown(server);
        }
    }

    /** A file of SQLite. */
    static RecordPlace.Sqlite of(Path file) {
        return new Sqlite(new SqliteFile.OnDisk(file));
    }

    /**
     * A database of PostgreSQL, with the usual number of connections.
     *
     * @throws IllegalArgumentException the text is no URL of one; the message does not quote it
     */
    static RecordPlace.Postgres of(String url) {
        return new Postgres(PostgresUrl.read(url, PostgresServer.USUAL_CONNECTIONS));
    }

    /** Whether a text means to be a URL of PostgreSQL. */
    static boolean isUrl(String text) {
        return PostgresUrl.isOne(text);
    }
}
