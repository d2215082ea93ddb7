package io.flowkeep.stores;

import io.flowkeep.config.RecordPlace;
import io.flowkeep.files.SharedLedger;
import io.flowkeep.files.UsageLedger;
import io.flowkeep.storage.memory.MemoryUsageLedger;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.PostgresUsage;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteUsageLedger;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Where it is remembered how many bytes each project has, open. */
public sealed interface UsageAccounts {
    /** How long others believe a server that died in the middle of a change. */
    Duration LEASE = Duration.ofSeconds(10);

    /** For one server. */
    record Local(UsageLedger ledger) implements UsageAccounts {}

    /** For many. */
    record Shared(SharedLedger ledger) implements UsageAccounts {}

    /**
     * Opens a ledger. What can be counted again is no reason to fail where nothing can be written;
     * then it is kept in memory.
     *
     * @param configured empty: with the files
     * @throws io.flowkeep.faults.StoreFault it cannot be opened
     */
    static UsageAccounts open(Optional<RecordPlace> configured, Files files, Opening opening) {
        return configured
                .or(() -> besides(files))
                .map(place -> open(place, opening))
                .orElseGet(() -> new Local(new MemoryUsageLedger()));
    }

    /**
     * Opens a ledger if there is one already; where there is none, everything is counted anyhow.
     *
     * @param configured empty: with the files
     */
    static Optional<UsageAccounts> openExisting(
            Optional<RecordPlace> configured, Files files, Opening opening) {
        return configured
                .or(() -> besides(files))
                .filter(UsageAccounts::exists)
                .map(place -> open(place, opening));
    }

    private static Optional<RecordPlace> besides(Files files) {
        return files.ownFolder()
                .map(folder ->
                        new RecordPlace.Sqlite(new SqliteFile.OnDisk(folder.resolve("usage.db"))));
    }

    private static boolean exists(RecordPlace place) {
        return switch (place) {
            case RecordPlace.Sqlite(SqliteFile.OnDisk(var path)) -> path.toFile().exists();
            case RecordPlace.Sqlite(SqliteFile.InMemory _) -> false;
            case RecordPlace.Postgres _ -> true;
        };
    }

    private static UsageAccounts open(RecordPlace place, Opening opening) {
        String name = "usage";
        return switch (place) {
            case RecordPlace.Sqlite(SqliteFile.OnDisk(var path))
                    when !WritablePlace.isFor(path) -> {
                LoggerFactory.getLogger(UsageAccounts.class)
                        .warn(
                                "usage is counted anew after each start, since {} cannot be"
                                        + " written to",
                                path.getParent());
                yield new Local(new MemoryUsageLedger());
            }
            case RecordPlace.Sqlite(var file) ->
                    new Local(
                            new SqliteUsageLedger(opening.sqlite(name, file, SqliteSchema.USAGE)));
            case RecordPlace.Postgres(var server) ->
                    new Shared(
                            new PostgresUsage(
                                    opening.postgres(name, server, PostgresSchema.USAGE), LEASE));
        };
    }
}
