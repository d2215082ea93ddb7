package io.flowkeep.server;

import io.flowkeep.auth.AuthorityWatch;
import io.flowkeep.auth.BuiltInIdentities;
import io.flowkeep.auth.CachedIdentities;
import io.flowkeep.auth.IdentityAuthority;
import io.flowkeep.auth.IntrospectionKind;
import io.flowkeep.auth.SplitIdentities;
import io.flowkeep.config.FlowsConfig;
import io.flowkeep.metrics.AuthMeters;
import io.flowkeep.neighbours.IamIntrospection;
import io.flowkeep.neighbours.IamSettings;
import io.flowkeep.neighbours.NeighbourAddress;
import java.io.IOException;

/** Puts together who says which token stands for whom. */
final class IdentityPart {
    private IdentityPart() {}

    static IdentityAuthority open(
            FlowsConfig.IdentitySource config, BuiltInTokens tokens, Parts parts)
            throws IOException {
        AuthorityWatch watch = new AuthMeters(parts.registry());
        return switch (config) {
            case FlowsConfig.IdentitySource.BuiltIn(var storage) ->
                    new BuiltInIdentities(
                            tokens.store(storage), parts.clock(), System::nanoTime, watch);
            case FlowsConfig.IdentitySource.Iam iam -> {
                IamIntrospection asked =
                        new IamIntrospection(settings(iam), parts.trust(), System::nanoTime);
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

    private static IamSettings settings(FlowsConfig.IdentitySource.Iam iam) throws IOException {
        try {
            return new IamSettings(
                    iam.oidcFirst() ? IntrospectionKind.OIDC : IntrospectionKind.BASIC,
                    NeighbourAddress.of(iam.basicUrl()),
                    NeighbourAddress.of(iam.oidcUrl()),
                    iam.token().reveal(),
                    iam.clientId().reveal(),
                    iam.clientSecret().reveal(),
                    iam.deadline());
        } catch (IllegalArgumentException e) {
            throw new IOException("iam: " + e.getMessage(), e);
        }
    }
}
