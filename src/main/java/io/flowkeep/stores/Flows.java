package io.flowkeep.stores;

import io.flowkeep.config.FlowsConfig;
import io.flowkeep.events.Outbox;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.storage.memory.MemoryFlowStore;
import io.flowkeep.storage.mongodb.MongoDatabase;
import io.flowkeep.storage.mongodb.MongoSettings;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresFlowStore;
import io.flowkeep.storage.postgres.PostgresOutbox;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.PostgresServer;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.storage.sqlite.SqliteFlowStore;
import io.flowkeep.storage.sqlite.SqliteOutbox;
import io.flowkeep.storage.sqlite.SqliteSchema;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * A store of flows, open, with the events that wait to be sent.
 *
 * @param isReady whether it works; an exception says no
 */
public record Flows(FlowStore store, Outbox outbox, BooleanSupplier isReady) {
    private static final String NAME = "flows";

    /**
     * Opens a store.
     *
     * @throws io.flowkeep.faults.StoreFault it cannot be opened
     * @throws IllegalArgumentException the URL of MongoDB is invalid; the message goes on after
     *     "is"
     */
    public static Flows open(FlowsConfig.Storage storage, Opening opening) {
        return switch (storage) {
            case FlowsConfig.Storage.Sqlite(var file) -> sqlite(file, opening);
            case FlowsConfig.Storage.Memory() -> memory();
            case FlowsConfig.Storage.MongoDb(var url) -> mongoDb(url.reveal(), opening);
            case FlowsConfig.Storage.Postgres(var server) -> postgres(server, opening);
        };
    }

    private static Flows sqlite(SqliteFile file, Opening opening) {
        SqliteDatabase database = opening.sqlite(NAME, file, SqliteSchema.FLOWS);
        return new Flows(
                new SqliteFlowStore(database),
                new SqliteOutbox(database),
                () -> answers(database::probe));
    }

    private static Flows memory() {
        MemoryFlowStore store = new MemoryFlowStore();
        return new Flows(store, store.outbox(), () -> true);
    }

    private static Flows postgres(PostgresServer server, Opening opening) {
        PostgresDatabase database = opening.postgres(NAME, server, PostgresSchema.FLOWS);
        return new Flows(
                new PostgresFlowStore(database), new PostgresOutbox(database), database::isReady);
    }

    /** Retries are spread by chance; it need not be hard to guess. */
    private static Flows mongoDb(String url, Opening opening) {
        MongoSettings settings = MongoSettings.usual(System::nanoTime, new Random()::nextDouble);
        MongoDatabase database =
                opening.opened().add(MongoDatabase.open(url, opening.trust(), settings));
        opening.opened().check(NAME, database::probe);
        return new Flows(database.flows(), database.outbox(), () -> answers(database::probe));
    }

    private static boolean answers(Runnable probe) {
        probe.run();
        return true;
    }
}
