package io.flowkeep.config;

import io.flowkeep.auth.CachedAuthority;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of the authority that decides about tokens. */
final class AuthKeys {
    private static final String UNSET = "";

    private final KeyGroup keys = new KeyGroup();

    final Key<URI> baseUrl =
            keys.key(
                    "base_url",
                    ValueType.url(),
                    UNSET,
                    "The platform that is asked about tokens. Without it, tokens are built in"
                            + " (see: flowkeep token).");
    final Key<Duration> cache =
            keys.key(
                    "auth.cache",
                    ValueType.time("0s", "1h"),
                    "90s",
                    "The platform's yes holds this long, so a token revoked there works no"
                            + " longer.");
    final Key<Duration> refusalCache =
            keys.key(
                    "auth.refusal_cache",
                    ValueType.time("0s", "1m"),
                    "1s",
                    "The platform's no holds this long: short, since a new token must work at"
                            + " once.");
    final Key<Duration> grace =
            keys.key(
                    "auth.grace",
                    ValueType.time("0s", "1d"),
                    "5m",
                    "While the platform gives no answer, a token stays good this long after its"
                            + " last yes.");
    final Key<Duration> deadline =
            keys.key(
                    "auth.deadline",
                    ValueType.time("100ms", "1m"),
                    "2500ms",
                    "The platform's answer is waited for this long, retries included. Below the 3 s"
                            + " after which the clients give up.");
    final Key<PlaceKind> tokensType =
            keys.key(
                    "tokens.type",
                    PlaceKind.type(),
                    "auto",
                    "Where the built-in tokens are kept. auto: in the PostgreSQL of context, or"
                        + " else of flows; in SQLite if there is none or tokens.storage is set.");
    final Key<String> tokensStorage =
            keys.key(
                    "tokens.storage",
                    ValueType.text("a file"),
                    "flowkeep.db",
                    "The SQLite file of the built-in tokens, relative to var below FLOWFORGE_HOME;"
                            + " :memory: keeps nothing after a stop.");

    List<Key<?>> all() {
        return keys.all();
    }

    AuthConfig read(Settings settings, Places places) throws ConfigException {
        Optional<URI> platform = settings.findValue(baseUrl);
        if (platform.isEmpty()) {
            return new AuthConfig.BuiltIn(tokens(settings, places));
        }
        return new AuthConfig.Platform(
                platform.get(),
                new CachedAuthority.Lifetimes(
                        settings.value(cache), settings.value(refusalCache), settings.value(grace)),
                settings.value(deadline));
    }

    /** Where the built-in tokens are: those of operators, at least. */
    RecordPlace tokens(Settings settings, Places places) throws ConfigException {
        return places.place(
                tokensType,
                places.sqlite(settings.value(tokensStorage)),
                settings.find(tokensStorage).isPresent());
    }
}
