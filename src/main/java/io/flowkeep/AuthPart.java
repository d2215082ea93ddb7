package io.flowkeep;

import io.flowkeep.auth.Authority;
import io.flowkeep.auth.AuthorityWatch;
import io.flowkeep.auth.BuiltInAuthority;
import io.flowkeep.auth.CachedAuthority;
import io.flowkeep.auth.TokenIssuer;
import io.flowkeep.auth.TokenStore;
import io.flowkeep.auth.http.PlatformCheck;
import io.flowkeep.config.AuthConfig;
import io.flowkeep.metrics.AuthMeters;
import io.flowkeep.storage.sqlite.SqliteSchema;
import io.flowkeep.storage.sqlite.SqliteTokenStore;
import java.security.SecureRandom;

/** Puts together who says which token is good. */
final class AuthPart {
    private AuthPart() {}

    static Authority open(AuthConfig config, Surroundings surroundings) {
        AuthorityWatch watch =
                surroundings
                        .meters()
                        .<AuthorityWatch>map(meters -> new AuthMeters(meters.registry()))
                        .orElse(AuthorityWatch.NONE);
        return switch (config) {
            case AuthConfig.Platform platform -> platform(platform, surroundings, watch);
            case AuthConfig.BuiltIn builtIn -> builtIn(builtIn, surroundings, watch);
        };
    }

    private static Authority platform(
            AuthConfig.Platform platform, Surroundings surroundings, AuthorityWatch watch) {
        PlatformCheck check =
                surroundings
                        .parts()
                        .add(
                                new PlatformCheck(
                                        platform.baseUrl(), platform.deadline(), System::nanoTime));
        CachedAuthority.Lifetimes lifetimes =
                new CachedAuthority.Lifetimes(
                        platform.cache(), platform.refusalCache(), platform.grace());
        return new CachedAuthority(check, lifetimes, System::nanoTime, watch);
    }

    private static Authority builtIn(
            AuthConfig.BuiltIn builtIn, Surroundings surroundings, AuthorityWatch watch) {
        TokenStore store =
                new SqliteTokenStore(
                        surroundings.database("tokens", builtIn.storage(), SqliteSchema.TOKENS));
        new TokenIssuer(store, surroundings.clock(), new SecureRandom())
                .issueFirst()
                .ifPresent(token -> announce(token.secret()));
        return new BuiltInAuthority(store, surroundings.clock(), System::nanoTime, watch);
    }

    /** On standard output and nowhere else: a log is kept, copied and read by others. */
    @SuppressWarnings("SystemOut") // this is where the operator sees it, once
    private static void announce(String secret) {
        System.out.println("admin token, shown this once: " + secret);
        System.out.flush();
    }
}
