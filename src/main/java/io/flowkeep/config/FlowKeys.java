package io.flowkeep.config;

import io.flowkeep.storage.postgres.PostgresUrl;
import io.flowkeep.text.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The keys of the flows face, in the order of the reference file. */
final class FlowKeys {
    private static final String UNSET = "";

    static final Key<FlowStorageKind> STORAGE =
            new Key<>(
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
    static final Key<String> FILE =
            new Key<>(
                    "flows.storage.file",
                    ValueType.text("a file"),
                    "flows.db",
                    "sqlite: the database file, relative to var below FLOWFORGE_HOME; created at"
                            + " start. :memory: keeps nothing after a stop.");
    static final Key<Secret> URL =
            new Key<>(
                    "flows.storage.url",
                    ValueType.connection(
                            "a mongodb://, mongodb+srv:// or postgres:// URL",
                            "(mongodb(\\+srv)?|" + PostgresUrl.SCHEMES + ")"),
                    UNSET,
                    "mongodb, postgres: the server and the database. For postgres the keys below"
                            + " may say it instead. MONGODB_URL sets it, and the type with it.");
    static final Key<ByteSize> MAX_BODY =
            new Key<>(
                    "flows.max_body",
                    ValueType.bytes("1KiB", "64MiB"),
                    "10MiB",
                    "The largest body of a request about flows, unpacked; more is answered 413.");
    static final Key<Duration> STUCK_AFTER =
            new Key<>(
                    "flows.stuck_after",
                    ValueType.time("1s", "1d"),
                    "60s",
                    "A flow that is starting or stopping for longer is announced to the"
                            + " orchestrator again.");
    static final Key<List<String>> ORIGINS =
            new Key<>(
                    "flows.origins",
                    ValueType.list("origins, separated by commas"),
                    UNSET,
                    "The web pages that may call: exact texts of the Origin header. ORIGINWHITELIST"
                            + " sets it.");
    static final Key<Boolean> LOCAL_ORIGIN =
            new Key<>(
                    "flows.local_origin",
                    ValueType.flag(),
                    "true",
                    "Whether http://localhost:3001 is one of the origins. NODE_ENV=production sets"
                            + " it to false.");
    static final Key<URI> LOGGING_URL =
            new Key<>(
                    "flows.logging_url",
                    ValueType.url(),
                    UNSET,
                    "The logging service, for the logs of a step; without it they are answered 501."
                            + " LOGGING_SERVICE_BASE_URL sets it.");
    static final Key<URI> COMPONENTS_URL =
            new Key<>(
                    "flows.components_url",
                    ValueType.url(),
                    UNSET,
                    "The Component Repository, which is asked whether a node's component exists;"
                            + " without it nobody is asked.");
    static final Key<URI> SECRETS_URL =
            new Key<>(
                    "flows.secrets_url",
                    ValueType.url(),
                    UNSET,
                    "The Secret Service, which is asked whether a node's secret exists; without it"
                            + " nobody is asked.");
    static final Key<String> READ = permission("read", "looking at flows");
    static final Key<String> WRITE = permission("write", "making, changing and deleting them");
    static final Key<String> CONTROL = permission("control", "starting and stopping them");
    static final Key<String> BULK = permission("bulk", "making or changing many in one request");

    static final Key<BusKind> BUS =
            new Key<>(
                    "events.type",
                    ValueType.choice(
                            Map.of("inprocess", BusKind.INPROCESS, "rabbitmq", BusKind.RABBITMQ)),
                    "inprocess",
                    "How events travel. inprocess: not out of this process.");
    static final Key<Secret> BUS_URL =
            new Key<>(
                    "events.url",
                    ValueType.connection("an amqp:// or amqps:// URL", "amqps?"),
                    UNSET,
                    "rabbitmq: the server. QUEUE_URL sets it, and the type with it.");
    static final Key<String> EXCHANGE =
            new Key<>(
                    "events.exchange",
                    ValueType.text("a name"),
                    "event-bus",
                    "rabbitmq: the topic exchange that all services share.");
    static final Key<String> QUEUE =
            new Key<>(
                    "events.queue",
                    ValueType.text("a name"),
                    "flow-repository",
                    "rabbitmq: the queue of what others tell us.");
    static final Key<Boolean> STAND_IN =
            new Key<>(
                    "events.stand_in",
                    ValueType.flag(),
                    "true",
                    "inprocess: a stand-in for the orchestrator answers at once, so that flows are"
                            + " seen to start and stop. It runs nothing.");

    static final Key<Boolean> OIDC_FIRST =
            new Key<>(
                    "iam.type",
                    ValueType.choice(Map.of("basic", false, "oidc", true)),
                    UNSET,
                    "How Identity Management is asked if a request does not say. Default: basic if"
                            + " its address is set, else oidc. INTROSPECT_TYPE sets it.");
    static final Key<URI> BASIC_URL =
            new Key<>(
                    "iam.basic_url",
                    ValueType.url(),
                    UNSET,
                    "Where Identity Management is asked about its own tokens. With neither address,"
                            + " tokens are built in. INTROSPECT_ENDPOINT_BASIC sets it.");
    static final Key<URI> OIDC_URL =
            new Key<>(
                    "iam.oidc_url",
                    ValueType.url(),
                    UNSET,
                    "Where it is asked about tokens of OpenID Connect. INTROSPECT_ENDPOINT_OIDC"
                            + " sets it.");
    static final Key<Secret> IAM_TOKEN =
            secret("iam.token", "This service's own token. IAM_TOKEN sets it.");
    static final Key<Secret> CLIENT_ID =
            secret("iam.client_id", "oidc: this service's name. OIDC_CLIENT_ID sets it.");
    static final Key<Secret> CLIENT_SECRET =
            secret("iam.client_secret", "oidc: its password. OIDC_CLIENT_SECRET sets it.");
    static final Key<Duration> IAM_CACHE =
            new Key<>(
                    "iam.cache",
                    ValueType.time("0s", "1d"),
                    "30s",
                    "An answer of Identity Management holds this long, so a revoked token works no"
                            + " longer; 0s asks each time. IAM_TOKEN_CACHE_TTL sets it, in"
                            + " seconds.");
    static final Key<Duration> IAM_DEADLINE =
            new Key<>(
                    "iam.deadline",
                    ValueType.time("100ms", "4s"),
                    "2500ms",
                    "Its answer is waited for this long.");

    private static final List<Key<?>> FIRST = List.of(STORAGE, FILE, URL);

    private static final List<Key<?>> LAST =
            List.of(
                    MAX_BODY,
                    STUCK_AFTER,
                    ORIGINS,
                    LOCAL_ORIGIN,
                    LOGGING_URL,
                    COMPONENTS_URL,
                    SECRETS_URL,
                    READ,
                    WRITE,
                    CONTROL,
                    BULK,
                    BUS,
                    BUS_URL,
                    EXCHANGE,
                    QUEUE,
                    STAND_IN,
                    OIDC_FIRST,
                    BASIC_URL,
                    OIDC_URL,
                    IAM_TOKEN,
                    CLIENT_ID,
                    CLIENT_SECRET,
                    IAM_CACHE,
                    IAM_DEADLINE);

    static final List<Key<?>> ALL =
            Stream.of(FIRST, PostgresKeys.FLOWS.all(), LAST)
                    .flatMap(List::stream)
                    .<Key<?>>map(key -> key)
                    .toList();

    /** The sections that turn the face on. */
    static final List<String> SECTIONS = List.of("flows", "events", "iam");

    private FlowKeys() {}

    private static Key<String> permission(String leaf, String what) {
        return new Key<>(
                "flows.permissions." + leaf,
                ValueType.text("a permission"),
                "flows." + leaf,
                "What "
                        + what
                        + " needs. FLOW_"
                        + leaf.toUpperCase(Locale.ROOT)
                        + "_PERMISSION sets it.");
    }

    private static Key<Secret> secret(String name, String about) {
        return new Key<>(name, ValueType.secret(), UNSET, about + " Never printed.");
    }
}
