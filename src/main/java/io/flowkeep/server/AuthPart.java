package io.flowkeep.server;

import io.flowkeep.auth.Authority;
import io.flowkeep.auth.AuthorityWatch;
import io.flowkeep.auth.BuiltInAuthority;
import io.flowkeep.auth.CachedAuthority;
import io.flowkeep.auth.SplitAuthority;
import io.flowkeep.config.AuthConfig;
import io.flowkeep.metrics.AuthMeters;
import io.flowkeep.neighbours.PlatformCheck;

/** Puts together who says which token is good. */
final class AuthPart {
    private AuthPart() {}

    static Authority open(AuthConfig config, BuiltInTokens tokens, Surroundings surroundings) {
        AuthorityWatch watch =
                surroundings
                        .meters()
                        .<AuthorityWatch>map(meters -> new AuthMeters(meters.registry()))
                        .orElse(AuthorityWatch.NONE);
        return switch (config) {
            case AuthConfig.Platform platform ->
                    new SplitAuthority(
                            new BuiltInAuthority(
                                    tokens.operators(),
                                    surroundings.clock(),
                                    System::nanoTime,
                                    AuthorityWatch.NONE),
                            platform(platform, surroundings, watch));
            case AuthConfig.BuiltIn(var storage) ->
                    new BuiltInAuthority(
                            tokens.store(storage), surroundings.clock(), System::nanoTime, watch);
        };
    }

    private static Authority platform(
            AuthConfig.Platform platform, Surroundings surroundings, AuthorityWatch watch) {
        PlatformCheck check =
                surroundings
                        .parts()
                        .add(
                                new PlatformCheck(
                                        platform.baseUrl(),
                                        platform.deadline(),
                                        surroundings.trust(),
                                        System::nanoTime));
        CachedAuthority.Lifetimes lifetimes =
                new CachedAuthority.Lifetimes(
                        platform.cache(), platform.refusalCache(), platform.grace());
        return new CachedAuthority(check, lifetimes, System::nanoTime, watch);
    }
}
