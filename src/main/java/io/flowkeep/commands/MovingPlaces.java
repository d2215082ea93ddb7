package io.flowkeep.commands;

import io.flowkeep.config.ConfigException;
import io.flowkeep.config.Configuration;
import io.flowkeep.config.Environment;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.config.ServerConfig;
import io.flowkeep.moving.MoveEnd;
import io.flowkeep.moving.NeutralForm;
import io.flowkeep.stores.Opening;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a move works with.
 *
 * @param stores with which each end is opened
 * @param in standard input
 * @param out standard output
 */
record MovingPlaces(Environment environment, Opening stores, InputStream in, OutputStream out) {

    /** The configuration, found as the server finds it. */
    ServerConfig config() throws MoveEnd.Misuse {
        try {
            return Configuration.load(environment).server();
        } catch (ConfigException e) {
            throw new MoveEnd.Misuse(String.join("; ", e.problems()));
        }
    }

    /** With which one end is opened, and closed on its own. */
    Opening opening() {
        return stores.anew();
    }

    /** Standard input and output as an end. */
    <R> MoveEnd<R> pipe(NeutralForm<R> form) {
        return form.piped(in, out);
    }

    /** The address of a configured database. */
    static Address address(String key, RecordPlace place) throws MoveEnd.Misuse {
        return switch (place) {
            case RecordPlace.Sqlite sqlite ->
                    new Address.Sqlite(sqlite.path().orElseThrow(() -> onlyTheServer(key)));
            case RecordPlace.Postgres postgres -> Address.Postgres.of(postgres);
        };
    }

    /** The file of a database, if it is one. */
    static Optional<Path> file(Address address) {
        return address instanceof Address.Sqlite(var file) ? Optional.of(file) : Optional.empty();
    }

    static MoveEnd.Misuse onlyTheServer(String key) {
        return new MoveEnd.Misuse(key + " is in memory, which only the running server sees");
    }

    static MoveEnd.Misuse isOff(String what) {
        return new MoveEnd.Misuse(
                "the configuration keeps no " + what + "; say where with --from or --to");
    }

    static MoveEnd.Misuse unfit(Address address, String what) {
        return new MoveEnd.Misuse(address.shown() + " does not hold " + what);
    }
}
