package io.flowkeep.stores;

import io.flowkeep.config.Environment;
import io.flowkeep.config.ServerConfig;
import io.flowkeep.faults.Durability;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.PostgresServer;
import io.flowkeep.storage.postgres.PostgresSettings;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.trust.Trust;
import io.flowkeep.trust.TrustSettings;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * What stores are opened with, and where it is noted what has been opened. A PostgreSQL database is
 * opened once however much is kept in it, so that all of it shares the connections. For the thread
 * that opens.
 */
public final class Opening {
    private final Opened opened;
    private final Clock clock;
    private final Trust trust;
    private final Durability durability;
    private final DatabaseWatch watch;
    private final Map<PostgresServer, PostgresDatabase> postgres = new HashMap<>();

    /**
     * For a server.
     *
     * @param opened is given what is opened, and closes it
     * @param trust whom connections trust
     * @param durability what an answered write survives
     */
    public Opening(
            Opened opened, Clock clock, Trust trust, Durability durability, DatabaseWatch watch) {
        this.opened = opened;
        this.clock = clock;
        this.trust = trust;
        this.durability = durability;
        this.watch = watch;
    }

    /**
     * For one command: what it has written is flushed to the disk, and nothing is measured.
     *
     * @param warning is told what could not be read of whom connections trust
     * @throws IOException what the configuration names to be trusted is no good
     */
    public static Opening forCommand(Clock clock, ServerConfig config, Consumer<String> warning)
            throws IOException {
        return forCommand(clock, config.trust().open(warning));
    }

    /** The same where there is no configuration. */
    public static Opening forCommand(Clock clock, Environment environment, Consumer<String> warning)
            throws IOException {
        TrustSettings trust = new TrustSettings(Optional.empty(), environment.moreCertificates());
        return forCommand(clock, trust.open(warning));
    }

    /** For one command that asks nobody over the network. */
    public static Opening forLocalCommand(Clock clock) {
        return forCommand(clock, Trust.ofJvm());
    }

    private static Opening forCommand(Clock clock, Trust trust) {
        return new Opening(new Opened(), clock, trust, Durability.FULL, DatabaseWatch.NONE);
    }

    /** The same, with nothing opened yet. */
    public Opening anew() {
        return new Opening(new Opened(), clock, trust, durability, watch);
    }

    /** What has been opened. */
    public Opened opened() {
        return opened;
    }

    Clock clock() {
        return clock;
    }

    Trust trust() {
        return trust;
    }

    Durability durability() {
        return durability;
    }

    /** An SQLite database with a schema brought up to date. */
    SqliteDatabase sqlite(String name, SqliteFile file, SqliteSchema schema) {
        SqliteSettings settings =
                SqliteSettings.durable().with(durability).with(watch.commits(name)::committed);
        SqliteDatabase database = opened.add(SqliteDatabase.open(file, schema, settings));
        opened.check(name, database::probe);
        watch.queue(name, database::queuedWrites);
        return database;
    }

    /** A PostgreSQL database with a schema brought up to date. */
    PostgresDatabase postgres(String name, PostgresServer server, PostgresSchema schema) {
        PostgresDatabase database = postgres(server);
        database.prepare(schema);
        opened.check(name, database::isReady);
        return database;
    }

    /** Retries are spread by chance, which need not be hard to guess. */
    private PostgresDatabase connect(PostgresServer server) {
        return opened.add(
                PostgresDatabase.open(
                        server, PostgresSettings.usual(new Random()::nextDouble).trusting(trust)));
    }

    /** A PostgreSQL database as it is. */
    PostgresDatabase postgres(PostgresServer server) {
        return postgres.computeIfAbsent(server, this::connect);
    }
}
