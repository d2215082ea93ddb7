package io.flowkeep.commands;

import io.flowkeep.config.FlowsConfig;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.flows.Flow;
import io.flowkeep.moving.MoveEnd;
import io.flowkeep.moving.NeutralForm;
import io.flowkeep.moving.Sources;
import io.flowkeep.moving.Targets;
import io.flowkeep.stores.Flows;
import io.flowkeep.stores.Opening;

/** What flows are moved from and to. */
record MovingFlows(MovingPlaces places) implements MoveKind<Flow> {

    @Override
    public String name() {
        return "flows";
    }

    @Override
    public String records() {
        return "flows";
    }

    @Override
    public Address configured() throws MoveEnd.Misuse {
        String key = "flows.storage";
        return switch (places.config().flows()) {
            case FlowsConfig.Off _ -> throw MovingPlaces.isOff(name());
            case FlowsConfig.On on ->
                    switch (on.storage()) {
                        case FlowsConfig.Storage.Sqlite(var file) ->
                                MovingPlaces.address(key, new RecordPlace.Sqlite(file));
                        case FlowsConfig.Storage.MongoDb mongo -> new Address.MongoDb(mongo);
                        case FlowsConfig.Storage.Postgres(var server) ->
                                MovingPlaces.address(key, new RecordPlace.Postgres(server));
                        case FlowsConfig.Storage.Memory _ -> throw MovingPlaces.onlyTheServer(key);
                    };
        };
    }

    @Override
    public MoveEnd<Flow> from(Address address) throws MoveEnd.Misuse {
        return switch (address) {
            case Address.Sqlite(var file) ->
                    stored(address, FlowsConfig.Storage.of(RecordPlace.of(file)));
            case Address.MongoDb(var storage) -> stored(address, storage);
            case Address.Postgres(var place, _) -> stored(address, FlowsConfig.Storage.of(place));
            case Address.Lines(var file) -> NeutralForm.FLOWS.at(file, address.shown());
            case Address.Pipe _ -> places.pipe(NeutralForm.FLOWS);
            case Address.Folder _, Address.Bucket _, Address.Tar _ ->
                    throw MovingPlaces.unfit(address, name());
        };
    }

    private MoveEnd<Flow> stored(Address address, FlowsConfig.Storage storage) {
        return new StoredEnd<>(
                address.shown(),
                MovingPlaces.file(address),
                places,
                opening -> Sources.flows(open(storage, opening).store(), opening.opened()::close),
                opening -> Targets.flows(open(storage, opening).store(), opening.opened()::close));
    }

    private static Flows open(FlowsConfig.Storage storage, Opening opening) throws MoveEnd.Misuse {
        try {
            return Flows.open(storage, opening);
        } catch (IllegalArgumentException e) {
            throw new MoveEnd.Misuse("the address is " + e.getMessage());
        }
    }
}
