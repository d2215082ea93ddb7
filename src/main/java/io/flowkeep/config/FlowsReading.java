package io.flowkeep.config;

import io.flowkeep.auth.FlowPermissions;
import io.flowkeep.auth.IntrospectionKind;
import io.flowkeep.neighbours.IamSettings;
import io.flowkeep.neighbours.NeighbourAddress;
import io.flowkeep.storage.postgres.PostgresUrl;
import io.flowkeep.storage.sqlite.SqliteFile;
import io.flowkeep.text.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** From the settings of the flows face to its typed configuration. */
final class FlowsReading {
    private static final String LOCAL_ORIGIN = "http://localhost:3001";

    private final Settings settings;
    private final Function<String, SqliteFile> files;
    private final Places places;
    private final RecordPlace tokens;

    /**
     * Reads from settings.
     *
     * @param files from the name of a database to where it is
     * @param tokens where the built-in ones are kept
     */
    FlowsReading(
            Settings settings,
            Function<String, SqliteFile> files,
            Places places,
            RecordPlace tokens) {
        this.settings = settings;
        this.files = files;
        this.places = places;
        this.tokens = tokens;
    }

    FlowsConfig read() throws ConfigException {
        if (FlowKeys.SECTIONS.stream().noneMatch(settings::hasSection)) {
            return new FlowsConfig.Off();
        }
        return new FlowsConfig.On(
                storage(),
                bus(),
                identity(),
                new FlowPermissions(
                        settings.value(FlowKeys.READ),
                        settings.value(FlowKeys.WRITE),
                        settings.value(FlowKeys.CONTROL),
                        settings.value(FlowKeys.BULK)),
                new FlowsConfig.Neighbours(
                        settings.findValue(FlowKeys.LOGGING_URL),
                        token(),
                        settings.findValue(FlowKeys.COMPONENTS_URL),
                        settings.findValue(FlowKeys.SECRETS_URL)),
                origins(),
                settings.value(FlowKeys.MAX_BODY),
                settings.value(FlowKeys.STUCK_AFTER));
    }

    private FlowsConfig.Storage storage() throws ConfigException {
        return switch (settings.value(FlowKeys.STORAGE)) {
            case SQLITE ->
                    new FlowsConfig.Storage.Sqlite(files.apply(settings.value(FlowKeys.FILE)));
            case MEMORY -> new FlowsConfig.Storage.Memory();
            case MONGODB -> new FlowsConfig.Storage.MongoDb(mongoUrl());
            case POSTGRES -> new FlowsConfig.Storage.Postgres(places.flows());
        };
    }

    private Secret mongoUrl() throws ConfigException {
        Secret url = require(FlowKeys.URL);
        if (PostgresUrl.isOne(url.reveal())) {
            throw new ConfigException(
                    List.of(
                            settings.find(FlowKeys.URL).orElseThrow().origin()
                                    + ": flows.storage.url is one of PostgreSQL, but the type is"
                                    + " mongodb"));
        }
        return url;
    }

    private FlowsConfig.Bus bus() throws ConfigException {
        return switch (settings.value(FlowKeys.BUS)) {
            case INPROCESS -> new FlowsConfig.Bus.InProcess(settings.value(FlowKeys.STAND_IN));
            case RABBITMQ ->
                    new FlowsConfig.Bus.RabbitMq(
                            require(FlowKeys.BUS_URL),
                            settings.value(FlowKeys.EXCHANGE),
                            settings.value(FlowKeys.QUEUE));
        };
    }

    private FlowsConfig.IdentitySource identity() throws ConfigException {
        Optional<URI> basic = settings.findValue(FlowKeys.BASIC_URL);
        Optional<URI> oidc = settings.findValue(FlowKeys.OIDC_URL);
        if (basic.isEmpty() && oidc.isEmpty()) {
            return new FlowsConfig.IdentitySource.BuiltIn(tokens);
        }
        return new FlowsConfig.IdentitySource.Iam(
                iam(basic, oidc), settings.value(FlowKeys.IAM_CACHE));
    }

    private IamSettings iam(Optional<URI> basic, Optional<URI> oidc) throws ConfigException {
        boolean isOidc = settings.findValue(FlowKeys.OIDC_FIRST).orElse(basic.isEmpty());
        try {
            return new IamSettings(
                    isOidc ? IntrospectionKind.OIDC : IntrospectionKind.BASIC,
                    NeighbourAddress.of(basic),
                    NeighbourAddress.of(oidc),
                    token().reveal(),
                    settings.findValue(FlowKeys.CLIENT_ID).orElse(Secret.NONE).reveal(),
                    settings.findValue(FlowKeys.CLIENT_SECRET).orElse(Secret.NONE).reveal(),
                    settings.value(FlowKeys.IAM_DEADLINE));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of("iam: " + e.getMessage()));
        }
    }

    private Secret token() {
        return settings.findValue(FlowKeys.IAM_TOKEN).orElse(Secret.NONE);
    }

    private List<String> origins() {
        List<String> origins =
                new ArrayList<>(settings.findValue(FlowKeys.ORIGINS).orElse(List.of()));
        if (settings.value(FlowKeys.LOCAL_ORIGIN)) {
            origins.add(LOCAL_ORIGIN);
        }
        return origins;
    }

    private <T> T require(Key<T> key) throws ConfigException {
        Optional<T> value = settings.findValue(key);
        if (value.isEmpty()) {
            throw new ConfigException(
                    List.of(key.name() + " must be set: " + key.type().expected()));
        }
        return value.get();
    }
}
