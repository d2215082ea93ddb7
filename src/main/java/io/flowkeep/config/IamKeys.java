package io.flowkeep.config;

import io.flowkeep.auth.IntrospectionKind;
import io.flowkeep.neighbours.IamSettings;
import io.flowkeep.neighbours.NeighbourAddress;
import io.flowkeep.text.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of Identity Management, which says which token stands for whom. */
final class IamKeys {
    private static final String UNSET = "";

    private final KeyGroup keys = new KeyGroup();

    final Key<IntrospectionKind> type =
            keys.key(
                    "iam.type",
                    ValueType.choice(
                            Map.of(
                                    "basic",
                                    IntrospectionKind.BASIC,
                                    "oidc",
                                    IntrospectionKind.OIDC)),
                    UNSET,
                    "How Identity Management is asked if a request does not say. Default: basic if"
                            + " its address is set, else oidc. INTROSPECT_TYPE sets it.");
    final Key<URI> basicUrl =
            keys.key(
                    "iam.basic_url",
                    ValueType.url(),
                    UNSET,
                    "Where Identity Management is asked about its own tokens. With neither address,"
                            + " tokens are built in. INTROSPECT_ENDPOINT_BASIC sets it.");
    final Key<URI> oidcUrl =
            keys.key(
                    "iam.oidc_url",
                    ValueType.url(),
                    UNSET,
                    "Where it is asked about tokens of OpenID Connect. INTROSPECT_ENDPOINT_OIDC"
                            + " sets it.");
    final Key<Secret> token = secret("iam.token", "This service's own token. IAM_TOKEN sets it.");
    final Key<Secret> clientId =
            secret("iam.client_id", "oidc: this service's name. OIDC_CLIENT_ID sets it.");
    final Key<Secret> clientSecret =
            secret("iam.client_secret", "oidc: its password. OIDC_CLIENT_SECRET sets it.");
    final Key<Duration> cache =
            keys.key(
                    "iam.cache",
                    ValueType.time("0s", "1d"),
                    "30s",
                    "An answer of Identity Management holds this long, so a revoked token works no"
                            + " longer; 0s asks each time. IAM_TOKEN_CACHE_TTL sets it, in"
                            + " seconds.");
    final Key<Duration> deadline =
            keys.key(
                    "iam.deadline",
                    ValueType.time("100ms", "4s"),
                    "2500ms",
                    "Its answer is waited for this long.");

    List<Key<?>> all() {
        return keys.all();
    }

    FlowsConfig.IdentitySource read(Settings settings, RecordPlace tokens) throws ConfigException {
        Optional<URI> basic = settings.findValue(basicUrl);
        Optional<URI> oidc = settings.findValue(oidcUrl);
        if (basic.isEmpty() && oidc.isEmpty()) {
            return new FlowsConfig.IdentitySource.BuiltIn(tokens);
        }
        IntrospectionKind usual =
                basic.isEmpty() ? IntrospectionKind.OIDC : IntrospectionKind.BASIC;
        try {
            return new FlowsConfig.IdentitySource.Iam(
                    new IamSettings(
                            settings.findValue(type).orElse(usual),
                            NeighbourAddress.of(basic),
                            NeighbourAddress.of(oidc),
                            token(settings).reveal(),
                            settings.findValue(clientId).orElse(Secret.NONE).reveal(),
                            settings.findValue(clientSecret).orElse(Secret.NONE).reveal(),
                            settings.value(deadline)),
                    settings.value(cache));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of("iam: " + e.getMessage()));
        }
    }

    /** This service's own token. */
    Secret token(Settings settings) {
        return settings.findValue(token).orElse(Secret.NONE);
    }

    private Key<Secret> secret(String name, String about) {
        return keys.key(name, ValueType.secret(), UNSET, about + " Never printed.");
    }
}
