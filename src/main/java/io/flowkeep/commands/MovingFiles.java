package io.flowkeep.commands;

import io.flowkeep.config.FilesConfig;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.moving.FileRecord;
import io.flowkeep.moving.MoveEnd;
import io.flowkeep.moving.NeutralForm;
import io.flowkeep.moving.Source;
import io.flowkeep.moving.Sources;
import io.flowkeep.moving.Target;
import io.flowkeep.moving.Targets;
import io.flowkeep.stores.Files;
import io.flowkeep.stores.Opened;
import io.flowkeep.stores.Opening;
import io.flowkeep.stores.UsageMarks;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What files are moved from and to. A project that files are moved into is marked in the usage
 * ledger, if there is one, so that the server counts it anew.
 */
record MovingFiles(MovingPlaces places) implements MoveKind<FileRecord> {

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String records() {
        return "files";
    }

    @Override
    public Address configured() throws MoveEnd.Misuse {
        return switch (places.config().files()) {
            case FilesConfig.Off _ -> throw MovingPlaces.isOff(name());
            case FilesConfig.On on ->
                    switch (on.storage()) {
                        case FilesConfig.Storage.Folder(var root) -> new Address.Folder(root);
                        case FilesConfig.Storage.Bucket bucket -> new Address.Bucket(bucket);
                        case FilesConfig.Storage.Memory _ ->
                                throw MovingPlaces.onlyTheServer("driver");
                    };
        };
    }

    @Override
    public MoveEnd<FileRecord> from(Address address) throws MoveEnd.Misuse {
        return switch (address) {
            case Address.Folder(var path) ->
                    stored(
                            address,
                            Optional.of(path),
                            new FilesConfig.Storage.Folder(path),
                            Optional.empty());
            case Address.Bucket(var bucket) -> {
                Optional<FilesConfig.On> same = configured(bucket);
                yield stored(
                        address,
                        Optional.empty(),
                        same.map(FilesConfig.On::storage).orElse(bucket),
                        same.flatMap(FilesConfig.On::usage));
            }
            case Address.Tar(var file) -> NeutralForm.FILES.at(file, address.shown());
            case Address.Pipe _ -> places.pipe(NeutralForm.FILES);
            case Address.Sqlite _, Address.Postgres _, Address.MongoDb _, Address.Lines _ ->
                    throw MovingPlaces.unfit(address, name());
        };
    }

    /**
     * The configuration of this very bucket, if it is the configured one; its credentials are for
     * no other bucket.
     */
    private Optional<FilesConfig.On> configured(FilesConfig.Storage.Bucket bucket) {
        try {
            return places.config().files() instanceof FilesConfig.On on
                            && on.storage() instanceof FilesConfig.Storage.Bucket known
                            && known.isSameAs(bucket)
                    ? Optional.of(on)
                    : Optional.empty();
        } catch (MoveEnd.Misuse _) {
            return Optional.empty(); // a broken configuration does not matter where none is needed
        }
    }

    private MoveEnd<FileRecord> stored(
            Address address,
            Optional<Path> folder,
            FilesConfig.Storage storage,
            Optional<RecordPlace> usage) {
        return new StoredEnd<>(
                address.shown(),
                folder,
                places,
                opening -> source(folder, storage, opening),
                opening -> target(storage, usage, opening));
    }

    private static Source<FileRecord> source(
            Optional<Path> folder, FilesConfig.Storage storage, Opening opening) {
        Files files = Files.open(storage, opening);
        Opened opened = opening.opened();
        return folder.isPresent()
                ? Sources.files(files.store(), folder.get(), opened::close)
                : Sources.files(files.store(), opened::close);
    }

    private static Target<FileRecord> target(
            FilesConfig.Storage storage, Optional<RecordPlace> usage, Opening opening) {
        Files files = Files.open(storage, opening);
        UsageMarks marks = UsageMarks.open(usage, files, opening);
        return Targets.files(files.store(), marks::mark, opening.opened()::close);
    }
}
