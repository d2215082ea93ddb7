package io.flowkeep.server;

import io.flowkeep.config.SqliteFile;
import io.flowkeep.faults.Durability;
import io.flowkeep.metrics.Meters;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteSettings;
import io.flowkeep.stores.PostgresDatabases;
import io.flowkeep.trust.Trust;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** What every part needs while it is put together. */
record Surroundings(
        OpenParts parts,
        Clock clock,
        Durability durability,
        Optional<Meters> meters,
        Trust trust,
        PostgresDatabases postgres) {

    /** With nothing open yet. */
    Surroundings(
            OpenParts parts,
            Clock clock,
            Durability durability,
            Optional<Meters> meters,
            Trust trust) {
        this(parts, clock, durability, meters, trust, new PostgresDatabases(parts, trust));
    }

    /** Opens a database that is closed at the stop, shows in {@code /readyz} and is measured. */
    SqliteDatabase database(String name, SqliteFile file, SqliteSchema schema) {
        return switch (file) {
            case SqliteFile.OnDisk(var path) -> database(name, path, schema);
            case SqliteFile.InMemory _ ->
                    added(name, SqliteDatabase.inMemory(schema, settings(name)));
        };
    }

    /** As {@link #database(String, SqliteFile, SqliteSchema)}, on disk. */
    SqliteDatabase database(String name, Path path, SqliteSchema schema) {
        return added(name, SqliteDatabase.open(path, schema, settings(name)));
    }

    private SqliteDatabase added(String name, SqliteDatabase database) {
        parts.add(database);
        parts.probe(
                name,
                () -> {
                    database.probe();
                    return true;
                });
        meters.ifPresent(all -> all.queue(name, database::queuedWrites));
        return database;
    }

    private SqliteSettings settings(String name) {
        SqliteSettings settings = SqliteSettings.durable().with(durability);
        return meters.map(all -> all.commits(name))
                .map(meter -> settings.with(meter::committed))
                .orElse(settings);
    }
}
