package io.flowkeep.server;

import io.flowkeep.config.FlowsConfig;
import io.flowkeep.events.EventHandler;
import io.flowkeep.events.Handling;
import io.flowkeep.flows.FlowCatalog;
import io.flowkeep.flows.FlowEvents;
import io.flowkeep.flows.FlowIds;
import io.flowkeep.flows.FlowLifecycle;
import io.flowkeep.flows.FlowStore;
import io.flowkeep.flows.LeftUnderWay;
import io.flowkeep.flows.Received;
import io.flowkeep.flows.ReferenceCheck;
import io.flowkeep.flows.StepLogs;
import io.flowkeep.flows.http.CorsRules;
import io.flowkeep.flows.http.FlowsFace;
import io.flowkeep.flows.http.FlowsFaceSettings;
import io.flowkeep.flows.http.Healthcheck;
import io.flowkeep.http.Face;
import io.flowkeep.http.Probe;
import io.flowkeep.metrics.MeteredFlowStore;
import io.flowkeep.metrics.NeighbourMeters;
import io.flowkeep.neighbours.LoggingService;
import io.flowkeep.neighbours.NeighbourAddress;
import io.flowkeep.neighbours.NeighbourReferences;
import io.flowkeep.neighbours.NeighbourSettings;
import io.flowkeep.neighbours.NeighbourWatch;
import io.flowkeep.stores.Flows;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Builds the flow store, the events that announce its changes, and the flows' face; no face if
 * flows are off.
 */
final class FlowsPart {
    /**
     * How many times stuck flows are looked for within the time after which they count as stuck.
     */
    private static final int LOOKS_PER_DEADLINE = 4;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private FlowsPart() {}

    /** Clients of installations on MongoDB expect 500; no client had PostgreSQL before. */
    private static int awayStatus(FlowsConfig.Storage storage) {
        return switch (storage) {
            case FlowsConfig.Storage.Postgres _ -> 503;
            case FlowsConfig.Storage.MongoDb _,
                    FlowsConfig.Storage.Sqlite _,
                    FlowsConfig.Storage.Memory _ ->
                    500;
        };
    }

    static List<Face> open(FlowsConfig config, BuiltInTokens tokens, boolean alone, Parts parts)
            throws IOException {
        return switch (config) {
            case FlowsConfig.Off _ -> List.of();
            case FlowsConfig.On on -> List.of(face(on, tokens, alone, parts));
        };
    }

    private static Face face(
            FlowsConfig.On config, BuiltInTokens tokens, boolean alone, Parts parts)
            throws IOException {
        Flows storage = flows(config.storage(), parts);
        EventsPart events = EventsPart.open(config.bus(), storage.outbox(), parts);
        FlowStore store =
                new AnnouncingFlowStore(
                        new MeteredFlowStore(storage.store(), parts.registry()),
                        events.relay()::wake);
        NeighbourWatch watch = new NeighbourMeters(parts.registry());
        ReferenceCheck references = references(config.neighbours(), watch, parts);
        FlowEvents told = new FlowEvents(parts.clock(), () -> UUID.randomUUID().toString());
        FlowLifecycle lifecycle =
                new FlowLifecycle(store, told, references, parts.clock(), config.stuckAfter());
        FlowCatalog catalog =
                new FlowCatalog(
                        store,
                        told,
                        references,
                        parts.clock(),
                        new FlowIds(parts.clock(), new SecureRandom().nextLong()));
        LeftUnderWay left = new LeftUnderWay(store, parts.clock());
        run(lifecycle, left, events, config.stuckAfter(), parts);
        return new FlowsFace(
                catalog,
                lifecycle,
                IdentityPart.open(config.identity(), tokens, parts),
                config.permissions(),
                logs(config.neighbours(), watch, parts),
                new CorsRules(config.origins()),
                new Healthcheck(
                        Probe.of("flows", storage.isReady()),
                        Probe.of("events", events.bus()::isConnected),
                        System::nanoTime),
                new FlowsFaceSettings(
                        config.maxBody().bytes(), alone, awayStatus(config.storage())));
    }

    private static Flows flows(FlowsConfig.Storage storage, Parts parts) throws IOException {
        try {
            return Flows.open(storage, parts.stores());
        } catch (IllegalArgumentException e) {
            throw new IOException("flows.storage.url is " + e.getMessage(), e);
        }
    }

    private static void run(
            FlowLifecycle lifecycle,
            LeftUnderWay left,
            EventsPart events,
            Duration stuckAfter,
            Parts parts) {
        events.bus().consume(handler(lifecycle));
        events.relay().start();
        Duration pause = stuckAfter.dividedBy(LOOKS_PER_DEADLINE);
        parts.repeat(
                pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE,
                "stuck-flows",
                () -> {
                    int _ = lifecycle.heal();
                    left.look();
                });
    }

    private static EventHandler handler(FlowLifecycle lifecycle) {
        return (name, payload) ->
                switch (lifecycle.received(name, payload)) {
                    case Received.Done() -> new Handling.Done();
                    case Received.Malformed(var why) -> new Handling.Malformed(why);
                };
    }

    private static ReferenceCheck references(
            NeighbourSettings settings, NeighbourWatch watch, Parts parts) {
        NeighbourAddress nowhere = new NeighbourAddress.Off();
        return settings.components().equals(nowhere) && settings.secrets().equals(nowhere)
                ? ReferenceCheck.NONE
                : parts.add(
                        new NeighbourReferences(settings, parts.trust(), watch, System::nanoTime));
    }

    private static StepLogs logs(NeighbourSettings settings, NeighbourWatch watch, Parts parts) {
        return switch (settings.logging()) {
            case NeighbourAddress.Off _ -> StepLogs.NONE;
            case NeighbourAddress.At(var base) ->
                    parts.add(
                            new LoggingService(
                                    base,
                                    settings.token().reveal(),
                                    parts.trust(),
                                    watch,
                                    System::nanoTime));
        };
    }
}
