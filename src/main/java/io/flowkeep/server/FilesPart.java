package io.flowkeep.server;

import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.config.FilesConfig;
import io.flowkeep.config.PostgresServer;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.config.SqliteFile;
import io.flowkeep.files.CountQueue;
import io.flowkeep.files.CountRounds;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FilesLimits;
import io.flowkeep.files.LocalUsage;
import io.flowkeep.files.ProjectFiles;
import io.flowkeep.files.Quota;
import io.flowkeep.files.Recounts;
import io.flowkeep.files.SharedUsage;
import io.flowkeep.files.Usage;
import io.flowkeep.files.UsageLedger;
import io.flowkeep.files.http.FileRoutes;
import io.flowkeep.files.http.QuotaRoutes;
import io.flowkeep.http.Route;
import io.flowkeep.metrics.MeteredFileStore;
import io.flowkeep.storage.localfs.LocalFiles;
import io.flowkeep.storage.memory.MemoryFileStore;
import io.flowkeep.storage.memory.MemoryUsageLedger;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.PostgresUsage;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteUsageLedger;
import io.flowkeep.stores.WritablePlace;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts together where files are kept and their routes.
 *
 * @param routes none if files are off
 * @param recounts counts files anew on somebody's wish; empty if files are off
 */
record FilesPart(List<Route> routes, Optional<Recounts> recounts) {
    private static final Logger LOG = LoggerFactory.getLogger(FilesPart.class);

    /** How often the usage of projects that are quiet is written down. */
    private static final Duration USAGE_SAVED_EVERY = Duration.ofSeconds(30);

    /** How long others wait for a server that died in the middle of a change. */
    private static final Duration LEASE = Duration.ofSeconds(10);

    private static final int BEATS_PER_LEASE = 5;

    /** Longer than a lease, so that writers outlive a server that died. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String USAGE = "usage";

    static FilesPart open(FilesConfig config, ProjectGate gate, Surroundings surroundings) {
        return switch (config) {
            case FilesConfig.Off _ -> new FilesPart(List.of(), Optional.empty());
            case FilesConfig.On on ->
                    switch (on.storage()) {
                        case FilesConfig.Storage.Folder(var root) ->
                                folder(root, on.limits(), gate, surroundings);
                        case FilesConfig.Storage.Memory _ -> {
                            FileStore store =
                                    new MemoryFileStore(surroundings.clock(), halfTheHeap());
                            surroundings.parts().add(store);
                            yield served(
                                    store,
                                    new MemoryUsageLedger(),
                                    on.limits(),
                                    gate,
                                    surroundings);
                        }
                        case FilesConfig.Storage.Bucket bucket ->
                                bucket(
                                        bucket,
                                        on.usage().orElseThrow(),
                                        on.limits(),
                                        gate,
                                        surroundings);
                    };
        };
    }

    private static FilesPart folder(
            Path root, FilesConfig.Limits limits, ProjectGate gate, Surroundings surroundings) {
        LocalFiles files =
                surroundings
                        .parts()
                        .add(
                                LocalFiles.open(
                                        root, surroundings.durability(), surroundings.clock()));
        surroundings.parts().probe("files", () -> files.trouble().isEmpty());
        UsageLedger ledger =
                new SqliteUsageLedger(
                        surroundings.database(
                                USAGE, files.ownFolder().resolve("usage.db"), SqliteSchema.USAGE));
        return served(files.store(), ledger, limits, gate, surroundings);
    }

    private static FilesPart bucket(
            FilesConfig.Storage.Bucket bucket,
            RecordPlace usage,
            FilesConfig.Limits limits,
            ProjectGate gate,
            Surroundings surroundings) {
        FileStore store = BucketPart.open(bucket, surroundings);
        return switch (usage) {
            case RecordPlace.Sqlite(var file) ->
                    served(store, ledger(file, surroundings), limits, gate, surroundings);
            case RecordPlace.Postgres(var server) ->
                    served(
                            store,
                            counted -> shared(counted, server, surroundings),
                            limits,
                            gate,
                            surroundings);
        };
    }

    /** What can be counted again is no reason not to start where nothing can be written. */
    private static UsageLedger ledger(SqliteFile file, Surroundings surroundings) {
        if (file instanceof SqliteFile.OnDisk(var path) && !WritablePlace.isFor(path)) {
            LOG.warn(
                    "usage is counted anew after each start, since {} cannot be written to",
                    path.getParent());
            return new MemoryUsageLedger();
        }
        return new SqliteUsageLedger(surroundings.database(USAGE, file, SqliteSchema.USAGE));
    }

    private static FilesPart served(
            FileStore store,
            UsageLedger ledger,
            FilesConfig.Limits configured,
            ProjectGate gate,
            Surroundings surroundings) {
        return served(
                store,
                counted -> local(counted, ledger, surroundings),
                configured,
                gate,
                surroundings);
    }

    private static Usage local(FileStore store, UsageLedger ledger, Surroundings surroundings) {
        CountQueue queue = new CountQueue(System::nanoTime, new SecureRandom());
        LocalUsage usage = surroundings.parts().add(new LocalUsage(store, ledger, queue));
        surroundings.parts().add(Repeating.every(USAGE_SAVED_EVERY, USAGE, usage::saveIdle));
        return usage;
    }

    private static Usage shared(FileStore store, PostgresServer server, Surroundings surroundings) {
        PostgresDatabase database =
                surroundings.postgres().open(USAGE, server, PostgresSchema.USAGE);
        SharedUsage usage =
                surroundings
                        .parts()
                        .add(
                                new SharedUsage(
                                        store,
                                        new PostgresUsage(database, LEASE),
                                        PATIENCE,
                                        surroundings.clock(),
                                        new SecureRandom(),
                                        new CountQueue(System::nanoTime, new SecureRandom())));
        surroundings
                .parts()
                .add(Repeating.every(LEASE.dividedBy(BEATS_PER_LEASE), USAGE, usage::beat));
        surroundings
                .parts()
                .add(Repeating.every(LEASE.dividedBy(2), "sweep of the usage", usage::sweep));
        return usage;
    }

    private static FilesPart served(
            FileStore store,
            Function<FileStore, Usage> counting,
            FilesConfig.Limits configured,
            ProjectGate gate,
            Surroundings surroundings) {
        FileStore measured =
                surroundings
                        .meters()
                        .<FileStore>map(meters -> new MeteredFileStore(store, meters.registry()))
                        .orElse(store);
        Usage usage = counting.apply(measured);
        CountRounds rounds =
                surroundings
                        .parts()
                        .add(new CountRounds(usage, configured.recountEvery(), System::nanoTime));
        surroundings.parts().onceServing(rounds::start);
        ProjectFiles files = new ProjectFiles(measured, usage);
        Quota quota =
                configured.quotaBytes().isPresent()
                        ? new Quota(configured.quotaBytes().getAsLong())
                        : Quota.NONE;
        FilesLimits limits = new FilesLimits(configured.maxBody().bytes(), quota);
        FileRoutes routes =
                new FileRoutes(gate, files, limits, surroundings.clock(), new SecureRandom());
        return new FilesPart(
                Stream.concat(
                                routes.routes().stream(),
                                new QuotaRoutes(gate, files, limits).routes().stream())
                        .toList(),
                Optional.of(usage));
    }

    /** Files in memory are for tests; the other half is for everything else. */
    private static long halfTheHeap() {
        return Runtime.getRuntime().maxMemory() / 2;
    }
}
