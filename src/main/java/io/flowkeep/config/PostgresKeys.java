package io.flowkeep.config;

import io.flowkeep.storage.postgres.PostgresServer;
import io.flowkeep.text.Secret;
import java.util.List;
import java.util.Map;

/**
 * The keys that say where a PostgreSQL database is, which two sections have.
 *
 * @param host the server's
 */
record PostgresKeys(
        Key<String> host,
        Key<Integer> port,
        Key<String> database,
        Key<String> user,
        Key<Secret> password,
        Key<Boolean> tls,
        Key<String> certificates) {
    private static final String UNSET = "";

    static final PostgresKeys CONTEXT = of("context.options", "ff-context");
    static final PostgresKeys FLOWS = of("flows.storage", "flowkeep");

    static final Key<Integer> CONNECTIONS =
            new Key<>(
                    "postgres.connections",
                    ValueType.count("a number of connections", 1, 1000),
                    Integer.toString(PostgresServer.USUAL_CONNECTIONS),
                    "The most connections to a PostgreSQL database, besides one that watches"
                            + " whether the server is there. All that is kept in one database"
                            + " shares them.");
    static final Key<PostgresServer.Sessions> SESSIONS =
            new Key<>(
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
    static final Key<PlaceKind> TOKENS =
            place(
                    "tokens.type",
                    "Where the built-in tokens are kept. auto: in the PostgreSQL of context, or"
                        + " else of flows; in SQLite if there is none or tokens.storage is set.");
    static final Key<PlaceKind> USAGE =
            place(
                    "usage.type",
                    "s3: where the bytes of each project are kept, which several servers on one"
                            + " bucket must share. auto: in the PostgreSQL of context, or else of"
                            + " flows; in SQLite below var if there is none.");

    private static PostgresKeys of(String section, String database) {
        return new PostgresKeys(
                key(section, "host", "postgres", ValueType.text("a host name or address")),
                key(section, "port", "5432", ValueType.count("a port", 1, 65_535)),
                key(section, "database", database, ValueType.text("a name")),
                key(section, "username", UNSET, ValueType.text("a name")),
                key(section, "password", UNSET, ValueType.secret()),
                new Key<>(
                        section + ".ssl",
                        ValueType.flag(),
                        "false",
                        "postgres: TLS, with the server's name and its certificate's chain"
                                + " verified. false never uses TLS."),
                new Key<>(
                        section + ".ca",
                        ValueType.text("a file"),
                        UNSET,
                        "postgres: PEM certificates, the only ones to trust with ssl, relative to"
                            + " FLOWFORGE_HOME. Without it those of the JVM, of tls.extra_ca and of"
                            + " NODE_EXTRA_CA_CERTS."));
    }

    private static <T> Key<T> key(String section, String leaf, String fallback, ValueType<T> type) {
        return new Key<>(
                section + "." + leaf, type, fallback, "postgres: " + type.expected() + ".");
    }

    private static Key<PlaceKind> place(String name, String about) {
        return new Key<>(
                name,
                ValueType.choice(
                        Map.of(
                                "auto", PlaceKind.AUTO,
                                "sqlite", PlaceKind.SQLITE,
                                "postgres", PlaceKind.POSTGRES)),
                "auto",
                about);
    }

    List<Key<?>> all() {
        return List.of(host, port, database, user, password, tls, certificates);
    }

    /** Whether any of the keys is set. */
    boolean areSet(Settings settings) {
        return all().stream().anyMatch(key -> settings.find(key).isPresent());
    }
}
