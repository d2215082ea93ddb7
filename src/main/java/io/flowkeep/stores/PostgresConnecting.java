package io.flowkeep.stores;

import io.flowkeep.config.PostgresServer;
import io.flowkeep.storage.postgres.PostgresAddress;
import io.flowkeep.storage.postgres.PostgresDatabase;
import io.flowkeep.storage.postgres.PostgresSettings;
import io.flowkeep.storage.postgres.PostgresSettings.Sessions;
import io.flowkeep.trust.Trust;
import java.util.Random;

/** From the configuration of a PostgreSQL server to its connections. Stateless. */
final class PostgresConnecting {
    private PostgresConnecting() {}

    /** Opens a database; retries are spread by chance, which need not be hard to guess. */
    static PostgresDatabase connect(PostgresServer server, Trust trust) {
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
