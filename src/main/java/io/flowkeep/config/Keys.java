package io.flowkeep.config;

import io.flowkeep.faults.Durability;
import io.flowkeep.logging.LogLevel;
import io.flowkeep.logging.LogStyle;
import io.flowkeep.storage.s3.S3Settings;
import io.flowkeep.text.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every key there is, in the order of the reference file. */
final class Keys {
    /** The environment variable that beats the file's port. */
    static final String PORT_VARIABLE = "PORT";

    private static final String UNSET = "";
    private static final Map<String, LogLevel> LEVELS =
            Map.of(
                    "trace", LogLevel.TRACE,
                    "debug", LogLevel.DEBUG,
                    "info", LogLevel.INFO,
                    "warn", LogLevel.WARN,
                    "error", LogLevel.ERROR,
                    "fatal", LogLevel.ERROR,
                    "silent", LogLevel.OFF);

    static final Key<String> HOST =
            new Key<>(
                    "host",
                    ValueType.text("a host name or address"),
                    "localhost",
                    "Where to listen. 0.0.0.0 is every interface.");
    static final Key<Integer> PORT =
            new Key<>(
                    "port",
                    ValueType.count("a port", 0, 65_535),
                    "3001",
                    "The port; 0 takes a free one. The environment variable PORT beats it.");
    static final Key<URI> BASE_URL =
            new Key<>(
                    "base_url",
                    ValueType.url(),
                    UNSET,
                    "The platform that is asked about tokens. Without it, tokens are built in"
                            + " (see: flowkeep token).");

    static final Key<FilesDriver> DRIVER_TYPE =
            new Key<>(
                    "driver.type",
                    ValueType.choice(
                            Map.of(
                                    "localfs", FilesDriver.LOCALFS,
                                    "memory", FilesDriver.MEMORY,
                                    "s3", FilesDriver.S3)),
                    "localfs",
                    "Where files are kept. A file that sets no key of driver but one of context,"
                            + " flows, events or iam turns the files face off.");
    static final Key<String> DRIVER_ROOT =
            new Key<>(
                    "driver.options.root",
                    ValueType.text("a folder"),
                    UNSET,
                    "localfs: the folder of all files, relative to FLOWFORGE_HOME; created at"
                        + " start. Must be given when any key of driver is; with no configuration"
                        + " it is var/files.");
    static final Key<String> S3_BUCKET =
            s3("bucket", ValueType.text("text"), "the bucket's name; it must exist");
    static final Key<String> S3_REGION =
            s3(
                    "region",
                    ValueType.text("text"),
                    "the region; without it AWS_REGION, the AWS profile or the machine says it");
    static final Key<URI> S3_ENDPOINT =
            s3("endpoint", ValueType.url(), "the address of a store other than AWS");
    static final Key<Boolean> S3_PATH_STYLE =
            new Key<>(
                    "driver.options.forcePathStyle",
                    ValueType.flag(),
                    UNSET,
                    "s3: the bucket is part of the path, not of the host name.");
    static final Key<Secret> S3_KEY_ID = s3Secret("accessKeyId");
    static final Key<Secret> S3_SECRET_KEY = s3Secret("secretAccessKey");
    static final Key<Secret> S3_SESSION_TOKEN = s3Secret("sessionToken");
    static final Key<S3Settings.Guarding> S3_CONDITIONS =
            new Key<>(
                    "driver.options.conditionalWrites",
                    ValueType.choice(
                            Map.of(
                                    "auto", S3Settings.Guarding.FOUND,
                                    "true", S3Settings.Guarding.ALWAYS,
                                    "false", S3Settings.Guarding.NEVER)),
                    "auto",
                    "s3: whether the store checks If-Match and If-None-Match on changes, on which"
                            + " several servers rely that share a bucket. auto: it is tried at"
                            + " start with an object of the server's own.");
    static final Key<ByteSize> DRIVER_QUOTA =
            new Key<>(
                    "driver.quota",
                    ValueType.bytes("0", "8191TiB"),
                    "0",
                    "The file quota of a project for which the token's authority names none. 0 is"
                            + " no limit.");

    static final Key<String> CONTEXT_TYPE =
            new Key<>(
                    "context.type",
                    ValueType.choice(Map.of("db", "db", "sequelize", "sequelize")),
                    "db",
                    "Both words mean the same. A file that sets no key of context but one of"
                            + " driver, flows, events or iam turns the context face off.");
    static final Key<ContextDatabase> CONTEXT_DATABASE =
            new Key<>(
                    "context.options.type",
                    ValueType.choice(
                            Map.of(
                                    "sqlite", ContextDatabase.SQLITE,
                                    "postgres", ContextDatabase.POSTGRES)),
                    "sqlite",
                    "The database. An existing one of the file-server is taken over at the first"
                            + " start.");
    static final Key<String> CONTEXT_STORAGE =
            new Key<>(
                    "context.options.storage",
                    ValueType.text("a file"),
                    "context.db",
                    "sqlite: the database file, relative to var below FLOWFORGE_HOME; created at"
                            + " start. :memory: keeps nothing after a stop.");
    static final Key<Boolean> CONTEXT_SQL_LOG =
            new Key<>(
                    "context.options.logging",
                    ValueType.flag(),
                    "false",
                    "Has no meaning here; accepted with a warning. See logging.level: debug.");
    static final Key<ByteSize> CONTEXT_QUOTA =
            new Key<>(
                    "context.quota",
                    ValueType.bytes("0", "8191TiB"),
                    "0",
                    "The context quota of a project for which the token's authority says 0 or null."
                            + " 0 is no limit.");

    static final Key<LogLevel> LOG_LEVEL =
            new Key<>(
                    "logging.level",
                    ValueType.choice(LEVELS),
                    "info",
                    "The least level that is logged.");
    static final Key<LogLevel> LOG_HTTP =
            new Key<>(
                    "logging.http",
                    ValueType.choice(LEVELS),
                    "warn",
                    "The least level of the lines about requests: info shows each, warn and above"
                            + " none.");
    static final Key<LogStyle> LOG_PRETTY =
            new Key<>(
                    "logging.pretty",
                    ValueType.choice(
                            Map.of(
                                    "true", LogStyle.READABLE,
                                    "false", LogStyle.JSON,
                                    "auto", LogStyle.BY_OUTPUT)),
                    "auto",
                    "Readable lines instead of one JSON object a line. auto: on a terminal or with"
                            + " NODE_ENV=development.");
    static final Key<Boolean> PROMETHEUS =
            new Key<>(
                    "telemetry.backend.prometheus.enabled",
                    ValueType.flag(),
                    "false",
                    "Answers /metrics, which needs no token.");

    static final Key<Integer> MAX_REQUESTS =
            new Key<>(
                    "http.max_requests",
                    ValueType.count("a number of requests", 1, 1_000_000),
                    "1024",
                    "Requests in work at once; more are answered 503 with Retry-After. Bounds"
                            + " memory.");
    static final Key<ByteSize> MAX_HEADER =
            new Key<>(
                    "http.max_header",
                    ValueType.bytes("1KiB", "1MiB"),
                    "16KiB",
                    "Request line and headers together; more is answered 431.");
    static final Key<Duration> IDLE_TIMEOUT =
            new Key<>(
                    "http.idle_timeout",
                    ValueType.time("1s", "1h"),
                    "72s",
                    "A connection without a request is closed after this. Longer than the usual 60"
                            + " s of proxies, so that the proxy closes first.");
    static final Key<Duration> BODY_TIMEOUT =
            new Key<>(
                    "http.body_timeout",
                    ValueType.time("1s", "1h"),
                    "30s",
                    "A client that sends or takes no byte for this long is cut off.");
    static final Key<Duration> SHUTDOWN_GRACE =
            new Key<>(
                    "http.shutdown_grace",
                    ValueType.time("0s", "10m"),
                    "10s",
                    "At a stop, requests in work may take this long to finish. Below the 30 s after"
                            + " which orchestrators kill.");
    static final Key<ByteSize> MAX_BODY =
            new Key<>(
                    "files.max_body",
                    ValueType.bytes("1", "8191TiB"),
                    "1GiB",
                    "The largest file that one request may send; more is answered 413.");
    static final Key<Duration> AUTH_CACHE =
            new Key<>(
                    "auth.cache",
                    ValueType.time("0s", "1h"),
                    "90s",
                    "The platform's yes holds this long, so a token revoked there works no"
                            + " longer.");
    static final Key<Duration> AUTH_REFUSAL_CACHE =
            new Key<>(
                    "auth.refusal_cache",
                    ValueType.time("0s", "1m"),
                    "1s",
                    "The platform's no holds this long: short, since a new token must work at"
                            + " once.");
    static final Key<Duration> AUTH_GRACE =
            new Key<>(
                    "auth.grace",
                    ValueType.time("0s", "1d"),
                    "5m",
                    "While the platform gives no answer, a token stays good this long after its"
                            + " last yes.");
    static final Key<Duration> AUTH_DEADLINE =
            new Key<>(
                    "auth.deadline",
                    ValueType.time("100ms", "1m"),
                    "2500ms",
                    "The platform's answer is waited for this long, retries included. Below the 3 s"
                            + " after which the clients give up.");
    static final Key<String> TOKENS_STORAGE =
            new Key<>(
                    "tokens.storage",
                    ValueType.text("a file"),
                    "flowkeep.db",
                    "The SQLite file of the built-in tokens, relative to var below FLOWFORGE_HOME;"
                            + " :memory: keeps nothing after a stop.");
    static final Key<String> EXTRA_CA =
            new Key<>(
                    "tls.extra_ca",
                    ValueType.text("a file"),
                    UNSET,
                    "PEM certificates of authorities that every outgoing TLS connection trusts"
                            + " besides those of the JVM, relative to FLOWFORGE_HOME. The file that"
                            + " the environment variable NODE_EXTRA_CA_CERTS names is trusted as"
                            + " well.");
    static final Key<Durability> DURABILITY =
            new Key<>(
                    "durability",
                    ValueType.choice(Map.of("full", Durability.FULL, "os", Durability.OS)),
                    "full",
                    "full: an answered write survives power loss. os: faster, survives only the end"
                            + " of the process.");

    private static final List<Key<?>> FIRST =
            List.of(
                    HOST,
                    PORT,
                    BASE_URL,
                    DRIVER_TYPE,
                    DRIVER_ROOT,
                    S3_BUCKET,
                    S3_REGION,
                    S3_ENDPOINT,
                    S3_PATH_STYLE,
                    S3_KEY_ID,
                    S3_SECRET_KEY,
                    S3_SESSION_TOKEN,
                    S3_CONDITIONS,
                    DRIVER_QUOTA,
                    CONTEXT_TYPE,
                    CONTEXT_DATABASE,
                    CONTEXT_STORAGE);

    static final Key<Duration> RECOUNT_EVERY =
            new Key<>(
                    "usage.recount_every",
                    ValueType.time("1m", "30d"),
                    "1d",
                    "All files are counted in the background after the start, and again this long"
                            + " after the last time, at no more than a twentieth of one processor:"
                            + " so long at most, files that were changed by others count wrongly"
                            + " for the quota.");

    private static final List<Key<?>> LAST =
            List.of(
                    CONTEXT_SQL_LOG,
                    CONTEXT_QUOTA,
                    LOG_LEVEL,
                    LOG_HTTP,
                    LOG_PRETTY,
                    PROMETHEUS,
                    MAX_REQUESTS,
                    MAX_HEADER,
                    IDLE_TIMEOUT,
                    BODY_TIMEOUT,
                    SHUTDOWN_GRACE,
                    MAX_BODY,
                    AUTH_CACHE,
                    AUTH_REFUSAL_CACHE,
                    AUTH_GRACE,
                    AUTH_DEADLINE,
                    PostgresKeys.TOKENS,
                    TOKENS_STORAGE,
                    PostgresKeys.USAGE,
                    RECOUNT_EVERY,
                    PostgresKeys.CONNECTIONS,
                    PostgresKeys.SESSIONS,
                    EXTRA_CA,
                    DURABILITY);

    static final List<Key<?>> ALL =
            Stream.of(FIRST, PostgresKeys.CONTEXT.all(), LAST, FlowKeys.ALL)
                    .flatMap(List::stream)
                    .<Key<?>>map(key -> key)
                    .toList();

    /** The original's keys that are accepted, with a warning, and do nothing. */
    static final List<Key<?>> WITHOUT_MEANING = List.of(CONTEXT_SQL_LOG);

    /** What counts when nothing is configured: every face on, on embedded parts. */
    static final Map<String, String> EMBEDDED =
            Map.of(
                    FlowKeys.STORAGE.name(), "sqlite",
                    FlowKeys.FILE.name(), "flows.db",
                    DRIVER_TYPE.name(), "localfs",
                    DRIVER_ROOT.name(), "var/files",
                    CONTEXT_TYPE.name(), "db",
                    CONTEXT_DATABASE.name(), "sqlite",
                    CONTEXT_STORAGE.name(), "context.db");

    private Keys() {}

    /** The names of sections and keys directly below a section; the top is the empty name. */
    static List<String> namesBelow(String section) {
        String prefix = section.isEmpty() ? "" : section + ".";
        Stream<String> names = ALL.stream().map(Key::name);
        return List.copyOf(
                new TreeSet<>(
                        names.filter(name -> name.startsWith(prefix))
                                .map(name -> name.substring(prefix.length()).split("\\.", 2)[0])
                                .toList()));
    }

    private static <T> Key<T> s3(String leaf, ValueType<T> type, String about) {
        return new Key<>("driver.options." + leaf, type, UNSET, "s3: " + about + ".");
    }

    private static Key<Secret> s3Secret(String leaf) {
        return new Key<>(
                "driver.options.credentials." + leaf,
                ValueType.secret(),
                UNSET,
                "s3: who asks; without it the AWS environment, profile or machine says it.");
    }
}
