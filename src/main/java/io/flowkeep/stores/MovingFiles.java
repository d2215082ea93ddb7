package io.flowkeep.stores;

import io.flowkeep.config.FilesConfig;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.faults.Durability;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.SharedLedger;
import io.flowkeep.ids.ProjectId;
import io.flowkeep.moving.Address;
import io.flowkeep.moving.FileRecord;
import io.flowkeep.moving.MovingEnds;
import io.flowkeep.moving.Source;
import io.flowkeep.moving.Sources;
import io.flowkeep.moving.Target;
import io.flowkeep.moving.Targets;
import io.flowkeep.storage.localfs.LocalFiles;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.PostgresServer;
import io.flowkeep.storage.postgres.PostgresUsage;
import io.flowkeep.storage.s3.S3Files;
import io.flowkeep.storage.s3.S3Settings;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteUsageLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens what files are moved from and to. A project that files are moved into is marked in the
 * usage ledger, if there is one, so that the server counts it anew.
 */
public record MovingFiles(MovingPlaces places) implements MovingEnds<FileRecord> {
    private static final String LEDGER = "usage.db";

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String records() {
        return "files";
    }

    @Override
    public Address configured() throws Misuse {
        return switch (places.config().files()) {
            case FilesConfig.Off _ -> throw MovingPlaces.isOff(name());
            case FilesConfig.On on ->
                    switch (on.storage()) {
                        case FilesConfig.Storage.Folder(var root) -> new Address.Folder(root);
                        case FilesConfig.Storage.Bucket(var s3) ->
                                new Address.Bucket(
                                        s3.bucket(), s3.endpoint(), s3.region(), s3.pathStyle());
                        case FilesConfig.Storage.Memory _ ->
                                throw MovingPlaces.onlyTheServer("driver");
                    };
        };
    }

    @Override
    public Source<FileRecord> source(Address from) throws Misuse, IOException {
        return switch (from) {
            case Address.Folder(var path) -> {
                Path root = MovingPlaces.existing(path);
                LocalFiles files = folder(root);
                yield Sources.files(files.store(), root, files::close);
            }
            case Address.Bucket bucket -> {
                S3Files files = bucket(bucket, configured(bucket));
                yield Sources.files(files.store(), files::close);
            }
            case Address.Tar(var file) -> Sources.files(MovingPlaces.open(file), Files.size(file));
            case Address.Pipe _ -> Sources.files(places.in(), -1);
            case Address.Configured _,
                    Address.Sqlite _,
                    Address.Postgres _,
                    Address.MongoDb _,
                    Address.Lines _ ->
                    throw MovingPlaces.unfit(from, name());
        };
    }

    @Override
    public Target<FileRecord> target(Address to, long length) throws Misuse, IOException {
        return switch (to) {
            case Address.Folder(var path) -> {
                LocalFiles files = folder(path);
                Path ledger = files.ownFolder().resolve(LEDGER);
                yield counted(files.store(), files::close, Optional.of(ledger));
            }
            case Address.Bucket bucket -> {
                Optional<FilesConfig.On> config = configured(bucket);
                S3Files files = bucket(bucket, config);
                yield counted(files, config.flatMap(FilesConfig.On::usage));
            }
            case Address.Tar(var file) -> Targets.files(file, length);
            case Address.Pipe _ -> Targets.files(places.out());
            case Address.Configured _,
                    Address.Sqlite _,
                    Address.Postgres _,
                    Address.MongoDb _,
                    Address.Lines _ ->
                    throw MovingPlaces.unfit(to, name());
        };
    }

    /** Where there is no ledger yet, everything is counted anyhow. */
    private static Target<FileRecord> counted(
            FileStore store, Runnable closing, Optional<Path> ledger) {
        if (ledger.isEmpty() || !Files.exists(ledger.get())) {
            return Targets.files(store, _ -> {}, closing);
        }
        SqliteDatabase database = MovingPlaces.database(ledger.get(), SqliteSchema.USAGE);
        SqliteUsageLedger usage = new SqliteUsageLedger(database);
        return Targets.files(
                store,
                usage::mark,
                () -> {
                    closing.run();
                    database.close();
                });
    }

    /** A count that servers make meanwhile does not stand: what comes later is not in it. */
    private Target<FileRecord> shared(S3Files files, PostgresServer server) {
        PostgresDatabase database = PostgresConnecting.connect(server, places.trust());
        database.prepare(PostgresSchema.USAGE);
        SharedLedger ledger = new PostgresUsage(database, Duration.ofSeconds(1));
        Set<ProjectId> touched = ConcurrentHashMap.newKeySet();
        return Targets.files(
                files.store(),
                project -> {
                    touched.add(project);
                    ledger.forget(project);
                },
                () -> {
                    files.close();
                    touched.forEach(ledger::forget);
                    database.close();
                });
    }

    private Target<FileRecord> counted(S3Files files, Optional<RecordPlace> usage) {
        if (usage.isPresent() && usage.get() instanceof RecordPlace.Postgres(var server)) {
            return shared(files, server);
        }
        return counted(files.store(), files::close, usage.flatMap(MovingFiles::ledger));
    }

    private LocalFiles folder(Path path) {
        return LocalFiles.open(path, Durability.FULL, places.clock());
    }

    private S3Files bucket(Address.Bucket address, Optional<FilesConfig.On> config) {
        S3Settings settings =
                config.map(FilesConfig.On::storage)
                        .filter(FilesConfig.Storage.Bucket.class::isInstance)
                        .map(storage -> ((FilesConfig.Storage.Bucket) storage).settings())
                        .orElseGet(() ->
                                S3Settings.of(
                                        address.name(),
                                        address.region(),
                                        address.endpoint(),
                                        address.pathStyle()));
        return S3Files.open(settings, places.trust(), places.clock(), new SecureRandom());
    }

    /** How the configuration says to open this very bucket; its login is for nobody else. */
    private Optional<FilesConfig.On> configured(Address.Bucket address) {
        try {
            return places.config().files() instanceof FilesConfig.On on
                            && on.storage() instanceof FilesConfig.Storage.Bucket(var s3)
                            && s3.bucket().equals(address.name())
                            && s3.endpoint().equals(address.endpoint())
                    ? Optional.of(on)
                    : Optional.empty();
        } catch (Misuse _) {
            return Optional.empty(); // a broken configuration does not matter where none is needed
        }
    }

    private static Optional<Path> ledger(RecordPlace place) {
        return place instanceof RecordPlace.Sqlite(SqliteFile.OnDisk(var path))
                ? Optional.of(path)
                : Optional.empty();
    }
}
