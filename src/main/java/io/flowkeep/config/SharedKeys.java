package io.flowkeep.config;

import io.flowkeep.faults.Durability;
import io.flowkeep.storage.postgres.PostgresServer;
import java.util.List;
import java.util.Map;

/** The keys of what all parts of the server share. */
final class SharedKeys {
    private static final String UNSET = "";

    private final KeyGroup keys = new KeyGroup();

    final Key<Integer> connections =
            keys.key(
                    "postgres.connections",
                    ValueType.count("a number of connections", 1, 1000),
                    Integer.toString(PostgresServer.USUAL_CONNECTIONS),
                    "The most connections to a PostgreSQL database, besides one that watches"
                            + " whether the server is there. All that is kept in one database"
                            + " shares them.");
    final Key<PostgresServer.Sessions> sessions =
            keys.key(
                    "postgres.sessions",
                    ValueType.choice(
                            Map.of(
                                    "auto", PostgresServer.Sessions.AUTO,
                                    "own", PostgresServer.Sessions.OWN,
                                    "shared", PostgresServer.Sessions.SHARED)),
                    "auto",
                    "Whether a connection has a session of its own. auto: unless a"
                            + " pooler stands between, which is found out. own: also behind a"
                            + " pooler that pools sessions and clears them (PgBouncer: pool_mode ="
                            + " session), which is faster. shared: not even where no pooler is"
                            + " found.");
    final Key<String> extraCa =
            keys.key(
                    "tls.extra_ca",
                    ValueType.text("a file"),
                    UNSET,
                    "PEM certificates of authorities that every outgoing TLS connection trusts"
                            + " besides those of the JVM, relative to FLOWFORGE_HOME. The file that"
                            + " the environment variable NODE_EXTRA_CA_CERTS names is trusted as"
                            + " well.");
    final Key<Durability> durability =
            keys.key(
                    "durability",
                    ValueType.choice(Map.of("full", Durability.FULL, "os", Durability.OS)),
                    "full",
                    "full: an answered write survives power loss. os: faster, survives only the end"
                            + " of the process.");
    final Key<Boolean> prometheus =
            keys.key(
                    "telemetry.backend.prometheus.enabled",
                    ValueType.flag(),
                    "false",
                    "Answers /metrics, which needs no token.");

    List<Key<?>> all() {
        return keys.all();
    }
}
