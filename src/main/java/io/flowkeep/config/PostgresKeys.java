package io.flowkeep.config;

import io.flowkeep.text.Secret;
import java.util.List;

/** The keys that say where a PostgreSQL database is, which two sections have. */
final class PostgresKeys {
    private static final String UNSET = "";

    final Key<String> host;
    final Key<Integer> port;
    final Key<String> database;
    final Key<String> user;
    final Key<Secret> password;
    final Key<Boolean> tls;
    final Key<String> certificates;

    /** Declares them in a section, with the database's usual name. */
    PostgresKeys(KeyGroup keys, String section, String name) {
        this.host =
                key(keys, section, "host", "postgres", ValueType.text("a host name or address"));
        this.port = key(keys, section, "port", "5432", ValueType.count("a port", 1, 65_535));
        this.database = key(keys, section, "database", name, ValueType.text("a name"));
        this.user = key(keys, section, "username", UNSET, ValueType.text("a name"));
        this.password = key(keys, section, "password", UNSET, ValueType.secret());
        this.tls =
                keys.key(
                        section + ".ssl",
                        ValueType.flag(),
                        "false",
                        "postgres: TLS, with the server's name and its certificate's chain"
                                + " verified. false never uses TLS.");
        this.certificates =
                keys.key(
                        section + ".ca",
                        ValueType.text("a file"),
                        UNSET,
                        "postgres: PEM certificates, the only ones to trust with ssl, relative to"
                            + " FLOWFORGE_HOME. Without it those of the JVM, of tls.extra_ca and of"
                            + " NODE_EXTRA_CA_CERTS.");
    }

    private static <T> Key<T> key(
            KeyGroup keys, String section, String leaf, String fallback, ValueType<T> type) {
        return keys.key(section + "." + leaf, type, fallback, "postgres: " + type.expected() + ".");
    }

    List<Key<?>> all() {
        return List.of(host, port, database, user, password, tls, certificates);
    }

    /** Whether any of the keys is set. */
    boolean areSet(Settings settings) {
        return all().stream().anyMatch(key -> settings.find(key).isPresent());
    }
}
