package io.flowkeep.config;

import io.flowkeep.trust.TrustSettings;
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
    private final ConfigSource source;
    private final Settings settings;
    private final ServerConfig server;

    private Configuration(ConfigSource source, Settings settings, Environment environment)
            throws ConfigException {
        this.source = source;
        this.settings = settings;
        Places places = new Places(settings, source.home());
        RecordPlace tokens = Keys.AUTH.tokens(settings, places);
        this.server =
                new ServerConfig(
                        Keys.HTTP.read(settings),
                        Keys.AUTH.read(settings, places),
                        tokens,
                        Keys.FILES.read(settings, places),
                        Keys.CONTEXT.read(settings, places),
                        Keys.FLOWS.read(settings, places, tokens),
                        Keys.LOG.read(settings, source.development()),
                        new ServerConfig.Telemetry(settings.value(Keys.SHARED.prometheus)),
                        new TrustSettings(
                                settings.findValue(Keys.SHARED.extraCa).map(source.home()::resolve),
                                environment.moreCertificates()),
                        settings.value(Keys.SHARED.durability),
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
            settings = settings.with(new Setting(Keys.HTTP.port.name(), port.get(), origin));
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
                    ? written.with(
                            new Setting(Keys.HTTP.host.name(), "0.0.0.0", new Origin.Replaced()))
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
}
