package io.flowkeep.stores;

import io.flowkeep.config.ContextConfig;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.moving.Address;
import io.flowkeep.moving.MovingEnds;
import io.flowkeep.moving.ScopeRecord;
import io.flowkeep.moving.Source;
import io.flowkeep.moving.Sources;
import io.flowkeep.moving.Target;
import io.flowkeep.moving.Targets;
import io.flowkeep.storage.postgres.FileServerTable;
import io.flowkeep.storage.postgres.PostgresContextStore;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.PostgresUrl;
import io.flowkeep.storage.sqlite.FileServerFile;
import io.flowkeep.storage.sqlite.SqliteContextStore;
import io.flowkeep.storage.sqlite.SqliteDatabase;
import io.flowkeep.storage.sqlite.SqliteSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens what context is moved from and to. A database of the file-server's is known as such when it
 * is read; it is written if that is asked for.
 *
 * @param asFileServer whether a database that is written is to be the file-server's
 */
public record MovingContext(MovingPlaces places, boolean asFileServer)
        implements MovingEnds<ScopeRecord> {

    @Override
    public String name() {
        return "context";
    }

    @Override
    public String records() {
        return "scopes";
    }

    @Override
    public Address configured() throws Misuse {
        return switch (places.config().context()) {
            case ContextConfig.Off _ -> throw MovingPlaces.isOff(name());
            case ContextConfig.On(RecordPlace.Sqlite(var file), _) ->
                    MovingPlaces.address("context.options.storage", file);
            case ContextConfig.On(RecordPlace.Postgres(var server), _) ->
                    new Address.Postgres(PostgresUrl.write(server));
        };
    }

    @Override
    public Source<ScopeRecord> source(Address from) throws Misuse, IOException {
        return switch (from) {
            case Address.Sqlite(var file) -> sqlite(MovingPlaces.existing(file));
            case Address.Postgres postgres -> postgres(postgres);
            case Address.Lines(var file) ->
                    Sources.context(MovingPlaces.open(file), Files.size(file));
            case Address.Pipe _ -> Sources.context(places.in(), -1);
            case Address.Configured _,
                    Address.MongoDb _,
                    Address.Folder _,
                    Address.Bucket _,
                    Address.Tar _ ->
                    throw MovingPlaces.unfit(from, name());
        };
    }

    /** A database of the file-server's is only read, and so not taken over. */
    private Source<ScopeRecord> sqlite(Path file) {
        if (FileServerFile.isOne(file)) {
            return Sources.context(FileServerFile.toRead(file));
        }
        SqliteDatabase database = MovingPlaces.database(file, SqliteSchema.CONTEXT);
        return Sources.context(new SqliteContextStore(database, places.clock()), database::close);
    }

    /** As with SQLite. */
    private Source<ScopeRecord> postgres(Address.Postgres from) throws Misuse {
        PostgresDatabase database = places.database(from);
        Optional<FileServerTable> table = FileServerTable.find(database, places.clock());
        if (table.isPresent()) {
            return Sources.context(table.get());
        }
        database.prepare(PostgresSchema.CONTEXT);
        return Sources.context(new PostgresContextStore(database, places.clock()), database::close);
    }

    @Override
    public Target<ScopeRecord> target(Address to, long length) throws Misuse, IOException {
        if (asFileServer) {
            return fileServer(to);
        }
        return switch (to) {
            case Address.Sqlite(var file) -> toSqlite(file);
            case Address.Postgres postgres -> toPostgres(postgres);
            case Address.Lines(var file) -> Targets.context(file, length);
            case Address.Pipe _ -> Targets.context(places.out());
            case Address.Configured _,
                    Address.MongoDb _,
                    Address.Folder _,
                    Address.Bucket _,
                    Address.Tar _ ->
                    throw MovingPlaces.unfit(to, name());
        };
    }

    private Target<ScopeRecord> toSqlite(Path file) throws Misuse {
        if (FileServerFile.isOne(file)) {
            throw isOfTheFileServer(file.toString());
        }
        SqliteDatabase database = MovingPlaces.database(file, SqliteSchema.CONTEXT);
        return Targets.context(new SqliteContextStore(database, places.clock()), database::close);
    }

    private Target<ScopeRecord> toPostgres(Address.Postgres to) throws Misuse {
        PostgresDatabase database = places.database(to);
        if (FileServerTable.find(database, places.clock()).isPresent()) {
            database.close();
            throw isOfTheFileServer(to.shown());
        }
        database.prepare(PostgresSchema.CONTEXT);
        return Targets.context(new PostgresContextStore(database, places.clock()), database::close);
    }

    private static Misuse isOfTheFileServer(String place) {
        return new Misuse(
                place
                        + " is a database of the file-server; --form file-server adds to it as it"
                        + " is, and the server takes it over when it is configured to use it");
    }

    private Target<ScopeRecord> fileServer(Address to) throws Misuse {
        return switch (to) {
            case Address.Sqlite(var file) ->
                    Targets.context(FileServerFile.toWrite(file, places.clock()));
            case Address.Postgres postgres ->
                    Targets.context(
                            FileServerTable.make(places.database(postgres), places.clock()));
            case Address.Configured _,
                    Address.Pipe _,
                    Address.MongoDb _,
                    Address.Folder _,
                    Address.Bucket _,
                    Address.Lines _,
                    Address.Tar _ ->
                    throw new Misuse("--form file-server is for sqlite: and postgres://");
        };
    }
}
