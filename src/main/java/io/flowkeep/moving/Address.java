package io.flowkeep.moving;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where to move from or to, as it is written on the command line. Immutable. */
public sealed interface Address {

    /** The address for people and journals; without passwords. */
    String shown();

    /** The store that the configuration names. */
    record Configured() implements Address {
        @Override
        public String shown() {
            return "the configured store";
        }
    }

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
    record Postgres(String url) implements Address {
        @Override
        public String shown() {
            return Passwords.masked(url);
        }

        /** Tells no password. */
        @Override
        public String toString() {
            return shown();
        }
    }

    /** A MongoDB database. */
    record MongoDb(String url) implements Address {
        @Override
        public String shown() {
            return Passwords.masked(url);
        }

        /** Tells no password. */
        @Override
        public String toString() {
            return shown();
        }
    }

    /** A folder of files. */
    record Folder(Path path) implements Address {
        @Override
        public String shown() {
            return "folder:" + path;
        }
    }

    /**
     * A bucket.
     *
     * @param endpoint empty: AWS
     * @param region empty: as the SDK finds it
     * @param pathStyle the bucket is part of the path, not of the host name
     */
    record Bucket(String name, Optional<URI> endpoint, Optional<String> region, boolean pathStyle)
            implements Address {
        @Override
        public String shown() {
            return "s3://" + name + endpoint.map(url -> " at " + url).orElse("");
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

    /** A text that is no address; the message is for people and tells no password. */
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
