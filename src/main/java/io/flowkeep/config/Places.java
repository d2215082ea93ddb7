package io.flowkeep.config;

import io.flowkeep.storage.postgres.PostgresServer;
import io.flowkeep.storage.postgres.PostgresUrl;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.text.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads from settings which PostgreSQL databases they name and where records are kept. */
final class Places {
    private static final String MEMORY = ":memory:";

    private final Settings settings;
    private final Path home;

    /** Reads from settings; a relative file is below the home folder. */
    Places(Settings settings, Path home) {
        this.settings = settings;
        this.home = home;
    }

    /** A file or folder, absolute. */
    Path file(String name) {
        return home.resolve(name).normalize();
    }

    /** The SQLite database of a name; {@code :memory:} is one in memory. */
    SqliteFile sqlite(String name) {
        return name.equals(MEMORY)
                ? new SqliteFile.InMemory()
                : new SqliteFile.OnDisk(home.resolve("var").resolve(name).normalize());
    }

    /** The database that the keys of a section name. */
    PostgresServer server(PostgresKeys keys) {
        return new PostgresServer(
                settings.value(keys.host),
                settings.value(keys.port),
                settings.value(keys.database),
                settings.findValue(keys.user).orElse(""),
                settings.findValue(keys.password).orElse(Secret.NONE),
                settings.value(keys.tls)
                        ? new PostgresServer.Protection.Tls(
                                settings.findValue(keys.certificates).map(home::resolve))
                        : new PostgresServer.Protection.None(),
                settings.value(Keys.SHARED.connections),
                settings.value(Keys.SHARED.sessions));
    }

    /** The database of flows: by its URL or by the keys, not by both. */
    PostgresServer flows() throws ConfigException {
        Optional<Secret> url = settings.findValue(Keys.FLOWS.url);
        if (url.isEmpty()) {
            return server(Keys.FLOWS.postgres);
        }
        if (Keys.FLOWS.postgres.areSet(settings)) {
            throw wrong("is set, so host, port and the other keys beside it must not be");
        }
        try {
            return PostgresUrl.read(url.get().reveal(), settings.value(Keys.SHARED.connections))
                    .withSessions(settings.value(Keys.SHARED.sessions));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ConfigException wrong(String what) {
        Setting set = settings.find(Keys.FLOWS.url).orElseThrow();
        return new ConfigException(
                List.of(set.origin() + ": " + Keys.FLOWS.url.name() + " " + what));
    }

    /**
     * Where records are kept.
     *
     * @param isOurs whether a file was named, so that it counts
     */
    RecordPlace place(Key<PlaceKind> key, SqliteFile file, boolean isOurs) throws ConfigException {
        return switch (settings.value(key)) {
            case SQLITE -> new RecordPlace.Sqlite(file);
            case POSTGRES ->
                    new RecordPlace.Postgres(shared().orElseThrow(() -> nothingShared(key)));
            case AUTO ->
                    shared().filter(_ -> !isOurs)
                            .<RecordPlace>map(RecordPlace.Postgres::new)
                            .orElse(new RecordPlace.Sqlite(file));
        };
    }

    private Optional<PostgresServer> shared() throws ConfigException {
        if (settings.hasSection("context")
                && settings.value(Keys.CONTEXT.database) == ContextDatabase.POSTGRES) {
            return Optional.of(server(Keys.CONTEXT.postgres));
        }
        return settings.hasSection("flows")
                        && settings.value(Keys.FLOWS.type) == FlowStorageKind.POSTGRES
                ? Optional.of(flows())
                : Optional.empty();
    }

    private ConfigException nothingShared(Key<PlaceKind> key) {
        Setting set = settings.effective(key).orElseThrow();
        return new ConfigException(
                List.of(
                        set.origin()
                                + ": "
                                + key.name()
                                + ": postgres needs context or flows to be there too"));
    }
}
