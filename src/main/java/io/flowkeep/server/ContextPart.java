package io.flowkeep.server;

import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.config.ContextConfig;
import io.flowkeep.config.RecordPlace;
import io.flowkeep.context.ContextQuota;
import io.flowkeep.context.ContextStore;
import io.flowkeep.context.ContextValues;
import io.flowkeep.context.http.ContextRoutes;
import io.flowkeep.http.Route;
import io.flowkeep.metrics.MeteredContextStore;
import io.flowkeep.storage.postgres.PostgresContextStore;
import io.flowkeep.storage.postgres.PostgresSchema;
import io.flowkeep.storage.sqlite.SqliteContextStore;
import io.flowkeep.storage.sqlite.SqliteSchema;
import java.util.List;
import java.util.OptionalLong;

/** Puts together where context is kept and its routes; no routes if it is off. */
final class ContextPart {
    private static final String NAME = "context";

    private ContextPart() {}

    static List<Route> open(ContextConfig config, ProjectGate gate, Surroundings surroundings) {
        return switch (config) {
            case ContextConfig.Off _ -> List.of();
            case ContextConfig.On(RecordPlace.Sqlite(var file), var quota) ->
                    routes(
                            new SqliteContextStore(
                                    surroundings.database(NAME, file, SqliteSchema.CONTEXT),
                                    surroundings.clock()),
                            quota,
                            gate,
                            surroundings);
            case ContextConfig.On(RecordPlace.Postgres(var server), var quota) ->
                    routes(
                            new PostgresContextStore(
                                    surroundings
                                            .postgres()
                                            .open(NAME, server, PostgresSchema.CONTEXT),
                                    surroundings.clock()),
                            quota,
                            gate,
                            surroundings);
        };
    }

    private static List<Route> routes(
            ContextStore store,
            OptionalLong quotaBytes,
            ProjectGate gate,
            Surroundings surroundings) {
        ContextStore measured =
                surroundings
                        .meters()
                        .<ContextStore>map(
                                meters -> new MeteredContextStore(store, meters.registry()))
                        .orElse(store);
        ContextQuota quota =
                quotaBytes.isPresent()
                        ? new ContextQuota(quotaBytes.getAsLong())
                        : ContextQuota.NONE;
        return new ContextRoutes(
                        new ContextValues(measured),
                        gate,
                        new ContextRoutes.Limits(quota, ContextRoutes.Limits.DEFAULT_BODY_BYTES))
                .routes();
    }
}
