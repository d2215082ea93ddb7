package io.flowkeep.server;

import io.flowkeep.auth.Authority;
import io.flowkeep.auth.AuthorityWatch;
import io.flowkeep.auth.BuiltInAuthority;
import io.flowkeep.auth.CachedAuthority;
import io.flowkeep.auth.SplitAuthority;
import io.flowkeep.config.AuthConfig;
import io.flowkeep.metrics.AuthMeters;
import io.flowkeep.neighbours.PlatformCheck;

/** Builds the authority that decides which tokens are good. */
final class AuthPart {
    private AuthPart() {}

    static Authority open(AuthConfig config, BuiltInTokens tokens, Parts parts) {
        AuthorityWatch watch = new AuthMeters(parts.registry());
        return switch (config) {
            case AuthConfig.Platform platform ->
                    new SplitAuthority(
                            new BuiltInAuthority(
                                    tokens.operators(),
                                    parts.clock(),
                                    System::nanoTime,
                                    AuthorityWatch.NONE),
                            platform(platform, parts, watch));
            case AuthConfig.BuiltIn(var storage) ->
                    new BuiltInAuthority(
                            tokens.store(storage), parts.clock(), System::nanoTime, watch);
        };
    }

    private static Authority platform(
            AuthConfig.Platform platform, Parts parts, AuthorityWatch watch) {
        PlatformCheck check =
                parts.add(
                        new PlatformCheck(
                                platform.baseUrl(),
                                platform.deadline(),
                                parts.trust(),
                                System::nanoTime));
        return new CachedAuthority(check, platform.lifetimes(), System::nanoTime, watch);
    }
}
