package io.flowkeep.commands;

import io.flowkeep.config.FilesConfig;
import io.flowkeep.config.FlowsConfig;
import io.flowkeep.config.RecordPlace;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where to move from or to: what the configuration says, or an address that was written on the
 * command line and read as the configuration would be. Immutable.
 */
sealed interface Address {

    /** The address for people and journals; without passwords. */
    String shown();

    /** Standard input or output. */
    record Pipe() implements Address {
        @Override
        public String shown() {
            return "-";
        }
    }

    /** An SQLite database. */
    record Sqlite(Path file) implements Address {
        @Override
        public String shown() {
            return "sqlite:" + file;
        }
    }

    /** A PostgreSQL database. */
    record Postgres(RecordPlace place, String shown) implements Address {
        /** A database from the configuration, not given as an address. */
        static Postgres of(RecordPlace.Postgres place) {
            return new Postgres(place, place.shown());
        }
    }

    /** A MongoDB database. */
    record MongoDb(FlowsConfig.Storage.MongoDb storage) implements Address {
        @Override
        public String shown() {
            return Passwords.masked(storage.url().reveal());
        }
    }

    /** A folder of files. */
    record Folder(Path path) implements Address {
        @Override
        public String shown() {
            return "folder:" + path;
        }
    }

    /** A bucket. */
    record Bucket(FilesConfig.Storage.Bucket bucket) implements Address {
        @Override
        public String shown() {
            return bucket.shown();
        }
    }

    /** A file of JSON lines. */
    record Lines(Path file) implements Address {
        @Override
        public String shown() {
            return "ndjson:" + file;
        }
    }

    /** A tar. */
    record Tar(Path file) implements Address {
        @Override
        public String shown() {
            return "tar:" + file;
        }
    }

    /** A text that is not an address; the message is for people and holds no password. */
    final class Unknown extends Exception {
        private static final long serialVersionUID = 1;

        Unknown(String message) {
            super(message, null, false, false);
        }
    }

    /** Reads an address. */
    static Address parse(String text) throws Unknown {
        if (text.equals("-")) {
            return new Pipe();
        }
        try {
            return AddressSpelling.read(text);
        } catch (InvalidPathException _) {
            throw new Unknown("the address names no file that there can be");
        }
    }
}
