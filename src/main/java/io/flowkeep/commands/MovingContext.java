package io.flowkeep.commands;

import io.flowkeep.config.ContextConfig;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.moving.MoveEnd;
import io.flowkeep.moving.NeutralForm;
import io.flowkeep.moving.ScopeRecord;
import io.flowkeep.moving.Source;
import io.flowkeep.moving.Sources;
import io.flowkeep.moving.Target;
import io.flowkeep.moving.Targets;
import io.flowkeep.stores.Context;
import io.flowkeep.stores.Opening;

/**
 * What context is moved from and to. A database of the file-server's is known as such when it is
 * read, and not taken over; it is written if that is asked for.
 *
 * @param asFileServer whether a database that is written is to be the file-server's
 */
record MovingContext(MovingPlaces places, boolean asFileServer) implements MoveKind<ScopeRecord> {

    @Override
    public String name() {
        return "context";
    }

    @Override
    public String records() {
        return "scopes";
    }

    @Override
    public Address configured() throws MoveEnd.Misuse {
        return switch (places.config().context()) {
            case ContextConfig.Off _ -> throw MovingPlaces.isOff(name());
            case ContextConfig.On(var storage, _) ->
                    MovingPlaces.address("context.options.storage", storage);
        };
    }

    @Override
    public MoveEnd<ScopeRecord> from(Address address) throws MoveEnd.Misuse {
        return switch (address) {
            case Address.Sqlite(var file) -> stored(address, RecordPlace.of(file));
            case Address.Postgres(var place, _) -> stored(address, place);
            case Address.Lines(var file) -> NeutralForm.CONTEXT.at(file, address.shown());
            case Address.Pipe _ -> places.pipe(NeutralForm.CONTEXT);
            case Address.MongoDb _, Address.Folder _, Address.Bucket _, Address.Tar _ ->
                    throw MovingPlaces.unfit(address, name());
        };
    }

    @Override
    public MoveEnd<ScopeRecord> to(Address address) throws MoveEnd.Misuse {
        if (asFileServer
                && !(address instanceof Address.Sqlite || address instanceof Address.Postgres)) {
            throw new MoveEnd.Misuse("--form file-server is for sqlite: and postgres://");
        }
        return from(address);
    }

    private MoveEnd<ScopeRecord> stored(Address address, RecordPlace place) {
        return new StoredEnd<>(
                address.shown(),
                MovingPlaces.file(address),
                places,
                opening -> source(place, opening),
                opening -> target(address, place, opening));
    }

    private static Source<ScopeRecord> source(RecordPlace place, Opening opening) {
        return Context.findFileServers(place, opening)
                .map(Sources::context)
                .orElseGet(() ->
                        Sources.context(Context.open(place, opening), opening.opened()::close));
    }

    private Target<ScopeRecord> target(Address address, RecordPlace place, Opening opening)
            throws MoveEnd.Misuse {
        if (asFileServer) {
            return Targets.context(Context.makeFileServers(place, opening));
        }
        if (Context.findFileServers(place, opening).isPresent()) {
            throw new MoveEnd.Misuse(
                    MovingPlaces.file(address).map(Object::toString).orElse(address.shown())
                            + " is a database of the file-server; --form file-server adds to it as"
                            + " it is, and the server takes it over when it is configured to use"
                            + " it");
        }
        return Targets.context(Context.open(place, opening), opening.opened()::close);
    }
}
