package io.flowkeep.server;

import io.flowkeep.config.FlowsConfig;
import io.flowkeep.events.EventBus;
import io.flowkeep.events.IntakeWatch;
import io.flowkeep.events.LeaseSettings;
import io.flowkeep.events.Outbox;
import io.flowkeep.events.Redelivery;
import io.flowkeep.events.Relay;
import io.flowkeep.events.RelaySettings;
import io.flowkeep.events.inprocess.InProcessBus;
import io.flowkeep.events.inprocess.StandInOrchestrator;
import io.flowkeep.events.rabbitmq.RabbitBus;
import io.flowkeep.metrics.EventMeters;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event bus, and the relay that publishes to it. */
record EventsPart(EventBus bus, Relay relay) {
    private static final Logger LOG = LoggerFactory.getLogger(EventsPart.class);

    /** Opens both; the relay is not started, and incoming events are not handled yet. */
    static EventsPart open(FlowsConfig.Bus config, Outbox outbox, Parts parts) {
        EventMeters meters = new EventMeters(parts.registry());
        EventMeters.show(parts.registry(), outbox, parts.clock());
        EventBus bus =
                switch (config) {
                    case FlowsConfig.Bus.InProcess(var standIn) ->
                            inProcess(standIn, meters, parts);
                    case FlowsConfig.Bus.RabbitMq(var settings) ->
                            RabbitBus.open(settings, parts.trust(), parts.clock(), meters);
                };
        parts.add(bus);
        parts.neighbour("events", bus::isConnected);
        Relay relay =
                new Relay(
                        outbox,
                        bus,
                        parts.clock(),
                        RelaySettings.usual(),
                        LeaseSettings.usual(UUID.randomUUID().toString()),
                        meters);
        parts.add(relay);
        return new EventsPart(bus, relay);
    }

    private static EventBus inProcess(boolean standIn, IntakeWatch watch, Parts parts) {
        if (!standIn) {
            return InProcessBus.open(Redelivery.usual(), watch);
        }
        LOG.info(
                "a stand-in for the orchestrator says at once that flows run or have stopped;"
                        + " nothing is executed");
        return InProcessBus.answering(
                new StandInOrchestrator(parts.clock()), Redelivery.usual(), watch);
    }
}
