package io.flowkeep.config;

import io.flowkeep.auth.FlowPermissions;
import io.flowkeep.neighbours.NeighbourAddress;
import io.flowkeep.neighbours.NeighbourSettings;
import io.flowkeep.storage.postgres.PostgresUrl;
import io.flowkeep.text.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The keys of flows, of what they are kept in and of who is asked about them. */
final class FlowKeys {
    /** The sections that turn the face on. */
    static final List<String> SECTIONS = List.of("flows", "events", "iam");

    private static final String LOCAL = "http://localhost:3001";
    private static final String UNSET = "";

    private final KeyGroup keys = new KeyGroup();

    final Key<FlowStorageKind> type =
            keys.key(
                    "flows.storage.type",
                    ValueType.choice(
                            Map.of(
                                    "sqlite", FlowStorageKind.SQLITE,
                                    "memory", FlowStorageKind.MEMORY,
                                    "mongodb", FlowStorageKind.MONGODB,
                                    "postgres", FlowStorageKind.POSTGRES)),
                    "sqlite",
                    "Where flows are kept. A file that sets keys of driver or context but none of"
                            + " flows, events or iam turns the flows face off.");
    final Key<String> file =
            keys.key(
                    "flows.storage.file",
                    ValueType.text("a file"),
                    "flows.db",
                    "sqlite: the database file, relative to var below FLOWFORGE_HOME; created at"
                            + " start. :memory: keeps nothing after a stop.");
    final Key<Secret> url =
            keys.key(
                    "flows.storage.url",
                    ValueType.connection(
                            "a mongodb://, mongodb+srv:// or postgres:// URL",
                            "(mongodb(\\+srv)?|" + PostgresUrl.SCHEMES + ")"),
                    UNSET,
                    "mongodb, postgres: the server and the database. For postgres the keys below"
                            + " may say it instead. MONGODB_URL sets it, and the type with it.");
    final PostgresKeys postgres = new PostgresKeys(keys, "flows.storage", "flowkeep");
    final Key<ByteSize> maxBody =
            keys.key(
                    "flows.max_body",
                    ValueType.bytes("1KiB", "64MiB"),
                    "10MiB",
                    "The largest body of a request about flows, unpacked; more is answered 413.");
    final Key<Duration> stuckAfter =
            keys.key(
                    "flows.stuck_after",
                    ValueType.time("1s", "1d"),
                    "60s",
                    "A flow that is starting or stopping for longer is announced to the"
                            + " orchestrator again.");
    final Key<List<String>> origins =
            keys.key(
                    "flows.origins",
                    ValueType.list("origins, separated by commas"),
                    UNSET,
                    "The web pages that may call: exact texts of the Origin header. ORIGINWHITELIST"
                            + " sets it.");
    final Key<Boolean> localOrigin =
            keys.key(
                    "flows.local_origin",
                    ValueType.flag(),
                    "true",
                    "Whether http://localhost:3001 is one of the origins. NODE_ENV=production sets"
                            + " it to false.");
    final Key<URI> loggingUrl =
            keys.key(
                    "flows.logging_url",
                    ValueType.url(),
                    UNSET,
                    "The logging service, for the logs of a step; without it they are answered 501."
                            + " LOGGING_SERVICE_BASE_URL sets it.");
    final Key<URI> componentsUrl =
            keys.key(
                    "flows.components_url",
                    ValueType.url(),
                    UNSET,
                    "The Component Repository, which is asked whether a node's component exists;"
                            + " without it nobody is asked.");
    final Key<URI> secretsUrl =
            keys.key(
                    "flows.secrets_url",
                    ValueType.url(),
                    UNSET,
                    "The Secret Service, which is asked whether a node's secret exists; without it"
                            + " nobody is asked.");
    final Key<String> read = permission("read", "looking at flows");
    final Key<String> write = permission("write", "making, changing and deleting them");
    final Key<String> control = permission("control", "starting and stopping them");
    final Key<String> bulk = permission("bulk", "making or changing many in one request");

    List<Key<?>> all() {
        return keys.all();
    }

    FlowsConfig read(Settings settings, Places places, RecordPlace tokens) throws ConfigException {
        if (SECTIONS.stream().noneMatch(settings::hasSection)) {
            return new FlowsConfig.Off();
        }
        return new FlowsConfig.On(
                storage(settings, places),
                Keys.EVENTS.read(settings),
                Keys.IAM.read(settings, tokens),
                new FlowPermissions(
                        settings.value(read),
                        settings.value(write),
                        settings.value(control),
                        settings.value(bulk)),
                new NeighbourSettings(
                        base(settings, loggingUrl),
                        Keys.IAM.token(settings),
                        base(settings, componentsUrl),
                        base(settings, secretsUrl)),
                origins(settings),
                settings.value(maxBody),
                settings.value(stuckAfter));
    }

    private static NeighbourAddress base(Settings settings, Key<URI> key) throws ConfigException {
        try {
            return NeighbourAddress.base(settings.findValue(key));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(key.name() + ": " + e.getMessage()));
        }
    }

    private FlowsConfig.Storage storage(Settings settings, Places places) throws ConfigException {
        return switch (settings.value(type)) {
            case SQLITE -> new FlowsConfig.Storage.Sqlite(places.sqlite(settings.value(file)));
            case MEMORY -> new FlowsConfig.Storage.Memory();
            case MONGODB -> new FlowsConfig.Storage.MongoDb(mongoUrl(settings));
            case POSTGRES -> new FlowsConfig.Storage.Postgres(places.flows());
        };
    }

    private Secret mongoUrl(Settings settings) throws ConfigException {
        Secret named = settings.require(url);
        if (PostgresUrl.isOne(named.reveal())) {
            throw new ConfigException(
                    List.of(
                            settings.find(url).orElseThrow().origin()
                                    + ": flows.storage.url is one of PostgreSQL, but the type is"
                                    + " mongodb"));
        }
        return named;
    }

    private List<String> origins(Settings settings) {
        List<String> all = new ArrayList<>(settings.findValue(origins).orElse(List.of()));
        if (settings.value(localOrigin)) {
            all.add(LOCAL);
        }
        return all;
    }

    private Key<String> permission(String leaf, String what) {
        return keys.key(
                "flows.permissions." + leaf,
                ValueType.text("a permission"),
                "flows." + leaf,
                "What "
                        + what
                        + " needs. FLOW_"
                        + leaf.toUpperCase(Locale.ROOT)
                        + "_PERMISSION sets it.");
    }
}
