package io.flowkeep.config;

import io.flowkeep.context.ContextQuota;
import java.util.List;
import java.util.Map;

/** The keys of context and of the database that it is kept in. */
final class ContextKeys {
    private final KeyGroup keys = new KeyGroup();

    final Key<String> type =
            keys.key(
                    "context.type",
                    ValueType.choice(Map.of("db", "db", "sequelize", "sequelize")),
                    "db",
                    "Both words mean the same. A file that sets no key of context but one of"
                            + " driver, flows, events or iam turns the context face off.");
    final Key<ContextDatabase> database =
            keys.key(
                    "context.options.type",
                    ValueType.choice(
                            Map.of(
                                    "sqlite", ContextDatabase.SQLITE,
                                    "postgres", ContextDatabase.POSTGRES)),
                    "sqlite",
                    "The database. An existing one of the file-server is taken over at the first"
                            + " start.");
    final Key<String> storage =
            keys.key(
                    "context.options.storage",
                    ValueType.text("a file"),
                    "context.db",
                    "sqlite: the database file, relative to var below FLOWFORGE_HOME; created at"
                            + " start. :memory: keeps nothing after a stop.");
    final PostgresKeys postgres = new PostgresKeys(keys, "context.options", "ff-context");
    final Key<Boolean> sqlLog =
            keys.key(
                    "context.options.logging",
                    ValueType.flag(),
                    "false",
                    "Has no meaning here; accepted with a warning. See logging.level: debug.");
    final Key<ByteSize> quota =
            keys.key(
                    "context.quota",
                    ValueType.bytes("0", "8191TiB"),
                    "0",
                    "The context quota of a project for which the token's authority says 0 or null."
                            + " 0 is no limit.");

    List<Key<?>> all() {
        return keys.all();
    }

    ContextConfig read(Settings settings, Places places) throws ConfigException {
        if (!settings.hasSection("context")) {
            return new ContextConfig.Off();
        }
        RecordPlace place =
                switch (settings.value(database)) {
                    case SQLITE -> new RecordPlace.Sqlite(places.sqlite(settings.value(storage)));
                    case POSTGRES -> new RecordPlace.Postgres(places.server(postgres));
                };
        return new ContextConfig.On(place, new ContextQuota(settings.limit(quota)));
    }
}
