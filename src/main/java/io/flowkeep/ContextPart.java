package io.flowkeep;

import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.config.ContextConfig;
import io.flowkeep.context.ContextQuota;
import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextValues;
import io.flowkeep.context.http.ContextRoutes;
import io.flowkeep.http.Route;
import io.flowkeep.metrics.MeteredContextStore;
import io.flowkeep.storage.sqlite.SqliteContextStore;
import io.flowkeep.storage.sqlite.SqliteSchema;
import java.util.List;

/** Puts together where context is kept and its routes; no routes if it is off. */
final class ContextPart {
    private ContextPart() {}

    static List<Route> open(ContextConfig config, ProjectGate gate, Surroundings surroundings) {
        return switch (config) {
            case ContextConfig.Off _ -> List.of();
            case ContextConfig.Sqlite sqlite -> sqlite(sqlite, gate, surroundings);
        };
    }

    private static List<Route> sqlite(
            ContextConfig.Sqlite config, ProjectGate gate, Surroundings surroundings) {
        ContextStore store =
                new SqliteContextStore(
                        surroundings.database("context", config.storage(), SqliteSchema.CONTEXT),
                        surroundings.clock());
        ContextStore measured =
                surroundings
                        .meters()
                        .<ContextStore>map(
                                meters -> new MeteredContextStore(store, meters.registry()))
                        .orElse(store);
        ContextQuota quota =
                config.quotaBytes().isPresent()
                        ? new ContextQuota(config.quotaBytes().getAsLong())
                        : ContextQuota.NONE;
        return new ContextRoutes(
                        new ContextValues(measured),
                        gate,
                        new ContextRoutes.Limits(quota, ContextRoutes.Limits.DEFAULT_BODY_BYTES))
                .routes();
    }
}
