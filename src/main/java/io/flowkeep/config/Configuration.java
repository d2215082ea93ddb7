package io.flowkeep.config;

import io.flowkeep.auth.CachedAuthority;
import io.flowkeep.context.ContextQuota;
import io.flowkeep.files.FilesLimits;
import io.flowkeep.files.Quota;
import io.flowkeep.http.ShellSettings;
import io.flowkeep.logging.LogSettings;
import io.flowkeep.logging.LogStyle;
import io.flowkeep.storage.s3.S3Settings;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.text.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configuration as found at start: what the server is to use, what the operator should be
 * warned of, and where each value is from. Immutable. {@link #load} is the only way in.
 *
 * <p>A face is on when its section is there: {@code driver} turns files on, {@code context}
 * context, {@code flows}, {@code events} or {@code iam} (or one of the Flow Repository's
 * environment variables) flows. With no configuration at all, or one of Flowkeep's own that names
 * none, all are on, on embedded parts below {@code var}.
 */
public final class Configuration {
    private static final String MEMORY = ":memory:";

    private final ConfigSource source;
    private final Settings settings;
    private final Places places;
    private final ServerConfig server;

    private Configuration(ConfigSource source, Settings settings, Environment environment)
            throws ConfigException {
        this.source = source;
        this.settings = settings;
        this.places = new Places(settings, source.home());
        this.server =
                new ServerConfig(
                        http(),
                        auth(),
                        tokens(),
                        files(),
                        context(),
                        new FlowsReading(settings, this::sqliteFile, places, tokens()).read(),
                        logging(),
                        new ServerConfig.Telemetry(settings.value(Keys.PROMETHEUS)),
                        new TrustConfig(
                                settings.findValue(Keys.EXTRA_CA).map(source.home()::resolve),
                                environment.moreCertificates()),
                        settings.value(Keys.DURABILITY),
                        controlSocket(source));
    }

    /**
     * Where the control socket of a server is that was started in these surroundings. What else the
     * configuration says is not looked at, so that a mistake in it does not lock the operator out.
     *
     * @throws ConfigException if the home folder cannot be found
     */
    public static Path controlSocket(Environment environment) throws ConfigException {
        return controlSocket(ConfigSource.find(environment));
    }

    private static Path controlSocket(ConfigSource source) {
        return source.home().resolve("var").resolve("control.sock");
    }

    /**
     * Reads the configuration; touches nothing but the files it reads.
     *
     * @throws ConfigException if it cannot be used, naming all that is wrong as far as can be seen
     */
    public static Configuration load(Environment environment) throws ConfigException {
        ConfigSource source = ConfigSource.find(environment);
        Settings written = Settings.of(source);
        try {
            return of(source, written, environment);
        } catch (ConfigException e) {
            // what is missing may be there under a name that is not known
            throw new ConfigException(
                    Stream.concat(e.problems().stream(), written.passedOver().stream()).toList());
        }
    }

    private static Configuration of(ConfigSource source, Settings read, Environment environment)
            throws ConfigException {
        Settings written = read;
        for (Setting setting : FlowVariables.settings(environment)) {
            written = written.with(setting);
        }
        Settings settings = withFaces(source, written);
        if (hasFlows(settings)) {
            for (Setting setting : FlowVariables.more(environment)) {
                settings = settings.with(setting);
            }
        }
        Optional<String> port = environment.variable(Keys.PORT_VARIABLE);
        if (port.isPresent()) {
            Origin origin = new Origin.Variable(Keys.PORT_VARIABLE);
            settings = settings.with(new Setting(Keys.PORT.name(), port.get(), origin));
        }
        return new Configuration(source, settings, environment);
    }

    /** What the server is to use. */
    public ServerConfig server() {
        return server;
    }

    /** What the operator should know, one line each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(settings.passedOver());
        for (Key<?> key : Keys.WITHOUT_MEANING) {
            settings.find(key)
                    .map(set -> set.origin() + ": " + key.name() + " has no meaning here")
                    .ifPresent(warnings::add);
        }
        if (source.kind() == ConfigSource.Kind.OWN) {
            ConfigSource.originals(source.home()).stream()
                    .filter(Files::exists)
                    .map(file -> file + " is not read, since " + source.document() + " is there")
                    .forEach(warnings::add);
        }
        return List.copyOf(warnings);
    }

    /**
     * What is used and from where: the file, the home folder, then each key. Secrets are masked.
     */
    public List<String> report() {
        List<String> lines = new ArrayList<>();
        lines.add("read from: " + source.document());
        lines.add("home: " + source.home());
        for (Key<?> key : Keys.ALL) {
            lines.add(
                    settings.effective(key)
                            .map(set -> line(key, set))
                            .orElse(key.name() + ": (not set)"));
        }
        return List.copyOf(lines);
    }

    private static String line(Key<?> key, Setting setting) {
        String shown = key.type().showing().apply(setting.text());
        return key.name() + ": " + shown + "  (" + setting.origin() + ")";
    }

    private static boolean hasFlows(Settings settings) {
        return FlowKeys.SECTIONS.stream().anyMatch(settings::hasSection);
    }

    private static Settings withFaces(ConfigSource source, Settings written)
            throws ConfigException {
        if (written.hasSection("driver") || written.hasSection("context")) {
            return written;
        }
        if (hasFlows(written)) {
            return source.kind() == ConfigSource.Kind.NOTHING
                    ? written.with(new Setting(Keys.HOST.name(), "0.0.0.0", new Origin.Replaced()))
                    : written;
        }
        if (source.kind() == ConfigSource.Kind.ORIGINAL) {
            throw new ConfigException(
                    List.of(
                            source.document()
                                    + ": neither driver nor context nor flows is set, so there is"
                                    + " nothing to serve"));
        }
        Settings settings = written;
        for (Map.Entry<String, String> part : Keys.EMBEDDED.entrySet()) {
            settings =
                    settings.with(
                            new Setting(part.getKey(), part.getValue(), new Origin.Embedded()));
        }
        return settings;
    }

    private ShellSettings http() {
        return new ShellSettings(
                settings.value(Keys.HOST),
                settings.value(Keys.PORT),
                settings.value(Keys.MAX_REQUESTS),
                Math.toIntExact(settings.value(Keys.MAX_HEADER).bytes()),
                settings.value(Keys.IDLE_TIMEOUT),
                settings.value(Keys.BODY_TIMEOUT),
                settings.value(Keys.SHUTDOWN_GRACE));
    }

    private RecordPlace tokens() throws ConfigException {
        return places.place(
                PostgresKeys.TOKENS,
                sqliteFile(settings.value(Keys.TOKENS_STORAGE)),
                settings.find(Keys.TOKENS_STORAGE).isPresent());
    }

    private AuthConfig auth() throws ConfigException {
        Optional<URI> baseUrl = settings.findValue(Keys.BASE_URL);
        if (baseUrl.isEmpty()) {
            return new AuthConfig.BuiltIn(tokens());
        }
        return new AuthConfig.Platform(
                baseUrl.get(),
                new CachedAuthority.Lifetimes(
                        settings.value(Keys.AUTH_CACHE),
                        settings.value(Keys.AUTH_REFUSAL_CACHE),
                        settings.value(Keys.AUTH_GRACE)),
                settings.value(Keys.AUTH_DEADLINE));
    }

    private FilesConfig files() throws ConfigException {
        if (!settings.hasSection("driver")) {
            return new FilesConfig.Off();
        }
        return switch (settings.value(Keys.DRIVER_TYPE)) {
            case LOCALFS -> files(new FilesConfig.Storage.Folder(root()), Optional.empty());
            case MEMORY -> files(new FilesConfig.Storage.Memory(), Optional.empty());
            case S3 -> {
                S3Settings bucket = bucket();
                yield files(new FilesConfig.Storage.Bucket(bucket), Optional.of(usage(bucket)));
            }
        };
    }

    private FilesConfig files(FilesConfig.Storage storage, Optional<RecordPlace> usage) {
        return new FilesConfig.On(
                storage,
                usage,
                new FilesLimits(
                        settings.value(Keys.MAX_BODY).bytes(),
                        new Quota(settings.limit(Keys.DRIVER_QUOTA))),
                settings.value(Keys.RECOUNT_EVERY));
    }

    private S3Settings bucket() throws ConfigException {
        return new S3Settings(
                settings.findValue(Keys.S3_BUCKET).orElseThrow(() -> missing(Keys.S3_BUCKET)),
                settings.findValue(Keys.S3_REGION),
                settings.findValue(Keys.S3_ENDPOINT),
                settings.findValue(Keys.S3_PATH_STYLE).orElse(false),
                asking(),
                settings.value(Keys.S3_CONDITIONS),
                S3Settings.Patience.USUAL);
    }

    private RecordPlace usage(S3Settings bucket) throws ConfigException {
        String name = bucket.bucket().replaceAll("[^0-9A-Za-z.-]", "_");
        return places.place(PostgresKeys.USAGE, sqliteFile("usage-" + name + ".db"), false);
    }

    private S3Settings.Asking asking() throws ConfigException {
        Optional<Secret> keyId = settings.findValue(Keys.S3_KEY_ID);
        Optional<Secret> secretKey = settings.findValue(Keys.S3_SECRET_KEY);
        if (keyId.isEmpty() && secretKey.isEmpty()) {
            return new S3Settings.Asking.Found();
        }
        return new S3Settings.Asking.Key(
                keyId.orElseThrow(() -> missing(Keys.S3_KEY_ID)).reveal(),
                secretKey.orElseThrow(() -> missing(Keys.S3_SECRET_KEY)).reveal(),
                settings.findValue(Keys.S3_SESSION_TOKEN).orElse(Secret.NONE).reveal());
    }

    private ConfigException missing(Key<?> key) {
        return new ConfigException(
                List.of(source.document() + ": driver.type: s3 needs " + key.name()));
    }

    private Path root() throws ConfigException {
        String root =
                settings.findValue(Keys.DRIVER_ROOT)
                        .orElseThrow(() ->
                                new ConfigException(
                                        List.of(
                                                source.document()
                                                        + ": driver.options.root must name"
                                                        + " the folder for files")));
        return source.home().resolve(root).normalize();
    }

    private ContextConfig context() throws ConfigException {
        if (!settings.hasSection("context")) {
            return new ContextConfig.Off();
        }
        RecordPlace storage =
                switch (settings.value(Keys.CONTEXT_DATABASE)) {
                    case SQLITE ->
                            new RecordPlace.Sqlite(
                                    sqliteFile(settings.value(Keys.CONTEXT_STORAGE)));
                    case POSTGRES -> new RecordPlace.Postgres(places.server(PostgresKeys.CONTEXT));
                };
        return new ContextConfig.On(storage, new ContextQuota(settings.limit(Keys.CONTEXT_QUOTA)));
    }

    private LogSettings logging() {
        LogStyle style = settings.value(Keys.LOG_PRETTY);
        boolean readable = style == LogStyle.BY_OUTPUT && source.development();
        return new LogSettings(
                settings.value(Keys.LOG_LEVEL),
                settings.value(Keys.LOG_HTTP),
                readable ? LogStyle.READABLE : style);
    }

    private SqliteFile sqliteFile(String storage) {
        return storage.equals(MEMORY)
                ? new SqliteFile.InMemory()
                : new SqliteFile.OnDisk(source.home().resolve("var").resolve(storage).normalize());
    }
}
