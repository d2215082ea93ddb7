package io.flowkeep.server;

import io.flowkeep.auth.AuthorityWatch;
import io.flowkeep.auth.BuiltInIdentities;
import io.flowkeep.auth.CachedIdentities;
import io.flowkeep.auth.IdentityAuthority;
import io.flowkeep.auth.SplitIdentities;
import io.flowkeep.config.FlowsConfig;
import io.flowkeep.metrics.AuthMeters;
import io.flowkeep.neighbours.IamIntrospection;

/** Builds the authority that says who a token stands for. */
final class IdentityPart {
    private IdentityPart() {}

    static IdentityAuthority open(
            FlowsConfig.IdentitySource config, BuiltInTokens tokens, Parts parts) {
        AuthorityWatch watch = new AuthMeters(parts.registry());
        return switch (config) {
            case FlowsConfig.IdentitySource.BuiltIn(var storage) ->
                    new BuiltInIdentities(
                            tokens.store(storage), parts.clock(), System::nanoTime, watch);
            case FlowsConfig.IdentitySource.Iam iam -> {
                IamIntrospection asked =
                        new IamIntrospection(iam.settings(), parts.trust(), System::nanoTime);
                parts.add(asked);
                yield new SplitIdentities(
                        new BuiltInIdentities(
                                tokens.operators(),
                                parts.clock(),
                                System::nanoTime,
                                AuthorityWatch.NONE),
                        new CachedIdentities(asked, iam.cache(), System::nanoTime, watch));
            }
        };
    }
}
