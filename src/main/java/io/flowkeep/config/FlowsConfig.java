package io.flowkeep.config;

import io.flowkeep.auth.FlowPermissions;
import io.flowkeep.events.rabbitmq.RabbitSettings;
import io.flowkeep.neighbours.IamSettings;
import io.flowkeep.neighbours.NeighbourSettings;
import io.flowkeep.storage.postgres.PostgresServer;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.text.Secret;
import java.time.Duration;
import java.util.List;

/** Where flows are kept, how they are announced and who may do what with them. */
public sealed interface FlowsConfig {

    /** The flows face is off: its routes do not exist. */
    record Off() implements FlowsConfig {}

    /**
     * The flows face is on.
     *
     * @param storage where flows are kept
     * @param bus how events travel
     * @param identity who says which token stands for whom
     * @param permissions what each kind of request needs
     * @param neighbours services that are asked about flows
     * @param origins web pages that may call, exact texts of the Origin header
     * @param maxBody of one request
     * @param stuckAfter how long a flow may be starting or stopping before it is announced again
     */
    record On(
            Storage storage,
            Bus bus,
            IdentitySource identity,
            FlowPermissions permissions,
            NeighbourSettings neighbours,
            List<String> origins,
            ByteSize maxBody,
            Duration stuckAfter)
            implements FlowsConfig {
        public On {
            origins = List.copyOf(origins);
        }
    }

    /** Where flows are kept. */
    sealed interface Storage {
        /** In SQLite. */
        record Sqlite(SqliteFile file) implements Storage {}

        /** In memory, gone after a stop: for tests. */
        record Memory() implements Storage {}

        /** In MongoDB, in the format of Open Integration Hub; the URL names the database. */
        record MongoDb(Secret url) implements Storage {
            /** At a URL, as it is written. */
            public static MongoDb at(String url) {
                return new MongoDb(new Secret(url));
            }
        }

        /** In PostgreSQL. */
        record Postgres(PostgresServer server) implements Storage {}

        /** In a database that holds other records as well. */
        static Storage of(RecordPlace place) {
            return switch (place) {
                case RecordPlace.Sqlite(var file) -> new Sqlite(file);
                case RecordPlace.Postgres(var server) -> new Postgres(server);
            };
        }
    }

    /** How events travel. */
    sealed interface Bus {
        /**
         * Within this process.
         *
         * @param standIn whether a stand-in for the orchestrator answers
         */
        record InProcess(boolean standIn) implements Bus {}

        /** Over RabbitMQ. */
        record RabbitMq(RabbitSettings settings) implements Bus {}
    }

    /** Who says which token stands for whom. */
    sealed interface IdentitySource {
        /** Flowkeep's own tokens. */
        record BuiltIn(RecordPlace storage) implements IdentitySource {}

        /**
         * Identity Management is asked.
         *
         * @param settings how it is asked
         * @param cache how long its answers hold; zero for not at all
         */
        record Iam(IamSettings settings, Duration cache) implements IdentitySource {}
    }
}
