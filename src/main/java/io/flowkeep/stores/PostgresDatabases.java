package io.flowkeep.stores;

import io.flowkeep.config.PostgresServer;
import io.flowkeep.server.OpenParts;
import io.flowkeep.storage.postgres.PostgresAddress;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.postgres.PostgresSettings;
import io.flowkeep.storage.postgres.PostgresSettings.Sessions;
import io.flowkeep.trust.Trust;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * The PostgreSQL databases that are open, each once however much is kept in it, so that all of it
 * shares the connections. For the starting thread.
 */
public final class PostgresDatabases {
    private final OpenParts parts;
    private final Trust trust;
    private final Map<PostgresServer, PostgresDatabase> open = new HashMap<>();

    /** Databases that are closed with the other parts. */
    public PostgresDatabases(OpenParts parts, Trust trust) {
        this.parts = parts;
        this.trust = trust;
    }

    /** A database with a schema brought up to date; it shows in {@code /readyz} by the name. */
    public PostgresDatabase open(String name, PostgresServer server, PostgresSchema schema) {
        PostgresDatabase database =
                open.computeIfAbsent(server, where -> parts.add(connect(where, trust)));
        database.prepare(schema);
        parts.probe(name, database::isReady);
        return database;
    }

    /** A database on its own, which is the caller's to close. */
    public static PostgresDatabase connect(PostgresServer server, Trust trust) {
        return PostgresDatabase.open(
                new PostgresAddress(
                        server.host(),
                        server.port(),
                        server.database(),
                        server.user(),
                        server.password().reveal(),
                        tls(server.protection(), trust)),
                PostgresSettings.usual(new Random()::nextDouble)
                        .withConnections(server.connections())
                        .withSessions(sessions(server.sessions())));
    }

    private static Sessions sessions(PostgresServer.Sessions sessions) {
        return switch (sessions) {
            case AUTO -> Sessions.AUTO;
            case OWN -> Sessions.OWN;
            case SHARED -> Sessions.SHARED;
        };
    }

    private static PostgresAddress.Tls tls(PostgresServer.Protection protection, Trust trust) {
        return switch (protection) {
            case PostgresServer.Protection.None() -> new PostgresAddress.Tls.Off();
            case PostgresServer.Protection.Tls(var only) ->
                    only.<PostgresAddress.Tls>map(PostgresAddress.Tls.Pinned::new)
                            .orElseGet(() -> new PostgresAddress.Tls.Verified(trust));
        };
    }
}
