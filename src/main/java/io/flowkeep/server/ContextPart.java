package io.flowkeep.server;

import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.config.ContextConfig;
import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextValues;
import io.flowkeep.context.http.ContextRoutes;
import io.flowkeep.http.Route;
import io.flowkeep.metrics.MeteredContextStore;
import io.flowkeep.stores.Context;
import java.util.List;

/** Builds the context store and its routes; no routes if context is off. */
final class ContextPart {
    private ContextPart() {}

    static List<Route> open(ContextConfig config, ProjectGate gate, Parts parts) {
        return switch (config) {
            case ContextConfig.Off _ -> List.of();
            case ContextConfig.On on -> routes(on, gate, parts);
        };
    }

    private static List<Route> routes(ContextConfig.On config, ProjectGate gate, Parts parts) {
        ContextStore store =
                new MeteredContextStore(
                        Context.open(config.storage(), parts.stores()), parts.registry());
        return new ContextRoutes(
                        new ContextValues(store),
                        gate,
                        new ContextRoutes.Limits(
                                config.quota(), ContextRoutes.Limits.DEFAULT_BODY_BYTES))
                .routes();
    }
}
