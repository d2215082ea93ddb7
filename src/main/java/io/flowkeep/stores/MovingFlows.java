package io.flowkeep.stores;

import io.flowkeep.config.FlowsConfig;
import io.flowkeep.flows.Flow;
import io.flowkeep.moving.Address;
import io.flowkeep.moving.MovingEnds;
import io.flowkeep.moving.Source;
import io.flowkeep.moving.Sources;
import io.flowkeep.moving.Target;
import io.flowkeep.moving.Targets;
import io.flowkeep.storage.mongodb.MongoDatabase;
import io.flowkeep.storage.mongodb.MongoSettings;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresFlowStore;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.PostgresUrl;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteFlowStore;
import io.flowkeep.storage.sqlite.SqliteSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;

/** Opens what flows are moved from and to. */
public record MovingFlows(MovingPlaces places) implements MovingEnds<Flow> {

    @Override
    public String name() {
        return "flows";
    }

    @Override
    public String records() {
        return "flows";
    }

    @Override
    public Address configured() throws Misuse {
        return switch (places.config().flows()) {
            case FlowsConfig.Off _ -> throw MovingPlaces.isOff(name());
            case FlowsConfig.On on ->
                    switch (on.storage()) {
                        case FlowsConfig.Storage.Sqlite(var file) ->
                                MovingPlaces.address("flows.storage", file);
                        case FlowsConfig.Storage.MongoDb(var url) ->
                                new Address.MongoDb(url.reveal());
                        case FlowsConfig.Storage.Postgres(var server) ->
                                new Address.Postgres(PostgresUrl.write(server));
                        case FlowsConfig.Storage.Memory _ ->
                                throw MovingPlaces.onlyTheServer("flows.storage");
                    };
        };
    }

    @Override
    public Source<Flow> source(Address from) throws Misuse, IOException {
        return switch (from) {
            case Address.Sqlite(var file) -> {
                SqliteDatabase database =
                        MovingPlaces.database(MovingPlaces.existing(file), SqliteSchema.FLOWS);
                yield Sources.flows(new SqliteFlowStore(database), database::close);
            }
            case Address.MongoDb(var url) -> {
                MongoDatabase database = mongoDb(url);
                yield Sources.flows(database.flows(), database::close);
            }
            case Address.Postgres postgres -> {
                PostgresDatabase database = places.database(postgres, PostgresSchema.FLOWS);
                yield Sources.flows(new PostgresFlowStore(database), database::close);
            }
            case Address.Lines(var file) ->
                    Sources.flows(MovingPlaces.open(file), Files.size(file));
            case Address.Pipe _ -> Sources.flows(places.in(), -1);
            case Address.Configured _, Address.Folder _, Address.Bucket _, Address.Tar _ ->
                    throw MovingPlaces.unfit(from, name());
        };
    }

    @Override
    public Target<Flow> target(Address to, long length) throws Misuse, IOException {
        return switch (to) {
            case Address.Sqlite(var file) -> {
                SqliteDatabase database = MovingPlaces.database(file, SqliteSchema.FLOWS);
                yield Targets.flows(new SqliteFlowStore(database), database::close);
            }
            case Address.MongoDb(var url) -> {
                MongoDatabase database = mongoDb(url);
                yield Targets.flows(database.flows(), database::close);
            }
            case Address.Postgres postgres -> {
                PostgresDatabase database = places.database(postgres, PostgresSchema.FLOWS);
                yield Targets.flows(new PostgresFlowStore(database), database::close);
            }
            case Address.Lines(var file) -> Targets.flows(file, length);
            case Address.Pipe _ -> Targets.flows(places.out());
            case Address.Configured _, Address.Folder _, Address.Bucket _, Address.Tar _ ->
                    throw MovingPlaces.unfit(to, name());
        };
    }

    private MongoDatabase mongoDb(String url) throws Misuse {
        try {
            return MongoDatabase.open(
                    url,
                    places.trust(),
                    MongoSettings.usual(System::nanoTime, new Random()::nextDouble));
        } catch (IllegalArgumentException e) {
            throw new Misuse("the address is " + e.getMessage());
        }
    }
}
