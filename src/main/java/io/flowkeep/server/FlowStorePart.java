package io.flowkeep.server;

import io.flowkeep.config.FlowsConfig;
import io.flowkeep.config.PostgresServer;
import io.flowkeep.config.Secret;
import io.flowkeep.config.SqliteFile;
import io.flowkeep.events.Outbox;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.http.Probe;
import io.flowkeep.storage.memory.MemoryFlowStore;
import io.flowkeep.storage.mongodb.MongoDatabase;
import io.flowkeep.storage.mongodb.MongoSettings;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresFlowStore;
import io.flowkeep.storage.postgres.PostgresOutbox;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteFlowStore;
import io.flowkeep.storage.sqlite.SqliteOutbox;
import io.flowkeep.storage.sqlite.SqliteSchema;
import java.io.IOException;
import java.util.Random;

/**
 * Where flows are kept, with the events that wait to be sent.
 *
 * @param probe whether it works
 */
record FlowStorePart(FlowStore flows, Outbox outbox, Probe probe) {
    private static final String NAME = "flows";

    static FlowStorePart open(FlowsConfig.Storage storage, Surroundings surroundings)
            throws IOException {
        return switch (storage) {
            case FlowsConfig.Storage.Sqlite(var file) -> sqlite(file, surroundings);
            case FlowsConfig.Storage.Memory() -> memory();
            case FlowsConfig.Storage.MongoDb(var url) -> mongoDb(url, surroundings);
            case FlowsConfig.Storage.Postgres(var server) -> postgres(server, surroundings);
        };
    }

    private static FlowStorePart sqlite(SqliteFile file, Surroundings surroundings) {
        SqliteDatabase database = surroundings.database(NAME, file, SqliteSchema.FLOWS);
        return new FlowStorePart(
                new SqliteFlowStore(database),
                new SqliteOutbox(database),
                Probe.of(
                        NAME,
                        () -> {
                            database.probe();
                            return true;
                        }));
    }

    private static FlowStorePart memory() {
        MemoryFlowStore store = new MemoryFlowStore();
        return new FlowStorePart(store, store.outbox(), Probe.of(NAME, () -> true));
    }

    private static FlowStorePart postgres(PostgresServer server, Surroundings surroundings) {
        PostgresDatabase database =
                surroundings.postgres().open(NAME, server, PostgresSchema.FLOWS);
        return new FlowStorePart(
                new PostgresFlowStore(database),
                new PostgresOutbox(database),
                Probe.of(NAME, database::isReady));
    }

    /** Retries are spread by chance; it need not be hard to guess. */
    private static FlowStorePart mongoDb(Secret url, Surroundings surroundings) throws IOException {
        MongoDatabase database;
        try {
            database =
                    MongoDatabase.open(
                            url.reveal(),
                            surroundings.trust(),
                            MongoSettings.usual(System::nanoTime, new Random()::nextDouble));
        } catch (IllegalArgumentException e) {
            throw new IOException("flows.storage.url is " + e.getMessage(), e);
        }
        surroundings.parts().add(database);
        Probe probe =
                Probe.of(
                        NAME,
                        () -> {
                            database.probe();
                            return true;
                        });
        surroundings.parts().probe(probe);
        return new FlowStorePart(database.flows(), database.outbox(), probe);
    }
}
