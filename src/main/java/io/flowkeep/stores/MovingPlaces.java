package io.flowkeep.stores;

import io.flowkeep.config.ConfigException;
import io.flowkeep.config.Configuration;
import io.flowkeep.config.Environment;
import io.flowkeep.config.ServerConfig;
import io.flowkeep.moving.Address;
import io.flowkeep.moving.MovingEnds;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.PostgresServer;
import io.flowkeep.storage.postgres.PostgresUrl;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.trust.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What surrounds a move.
 *
 * @param trust whom connections trust
 * @param in standard input
 * @param out standard output
 */
public record MovingPlaces(
        Environment environment, Trust trust, InputStream in, OutputStream out, Clock clock) {

    /** The configuration, found as the server finds it. */
    ServerConfig config() throws MovingEnds.Misuse {
        try {
            return Configuration.load(environment).server();
        } catch (ConfigException e) {
            throw new MovingEnds.Misuse(String.join("; ", e.problems()));
        }
    }

    /** The address of a configured database. */
    static Address address(String key, SqliteFile file) throws MovingEnds.Misuse {
        return switch (file) {
            case SqliteFile.OnDisk(var path) -> new Address.Sqlite(path);
            case SqliteFile.InMemory _ -> throw onlyTheServer(key);
        };
    }

    static MovingEnds.Misuse onlyTheServer(String key) {
        return new MovingEnds.Misuse(key + " is in memory, which only the running server sees");
    }

    static MovingEnds.Misuse isOff(String what) {
        return new MovingEnds.Misuse(
                "the configuration keeps no " + what + "; say where with --from or --to");
    }

    static MovingEnds.Misuse unfit(Address address, String what) {
        return new MovingEnds.Misuse(address.shown() + " does not hold " + what);
    }

    /** A PostgreSQL database with a schema brought up to date. */
    PostgresDatabase database(Address.Postgres address, PostgresSchema schema)
            throws MovingEnds.Misuse {
        PostgresDatabase database = database(address);
        try {
            database.prepare(schema);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** A PostgreSQL database as it is. */
    PostgresDatabase database(Address.Postgres address) throws MovingEnds.Misuse {
        try {
            return PostgresConnecting.connect(
                    PostgresUrl.read(address.url(), PostgresServer.USUAL_CONNECTIONS), trust);
        } catch (IllegalArgumentException e) {
            throw new MovingEnds.Misuse(address.shown() + ": " + e.getMessage());
        }
    }

    /** An existing file, which a source must be. */
    static Path existing(Path file) throws MovingEnds.Misuse {
        if (!Files.exists(file)) {
            throw new MovingEnds.Misuse(file + " does not exist");
        }
        return file;
    }

    static InputStream open(Path file) throws IOException, MovingEnds.Misuse {
        return Files.newInputStream(existing(file));
    }

    static SqliteDatabase database(Path file, SqliteSchema schema) {
        return SqliteDatabase.open(file, schema, SqliteSettings.durable());
    }
}
