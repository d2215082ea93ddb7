package io.flowkeep.server;

import io.flowkeep.config.FlowsConfig;
import io.flowkeep.events.EventBus;
import io.flowkeep.events.IntakeWatch;
import io.flowkeep.events.LeaseSettings;
import io.flowkeep.events.Outbox;
import io.flowkeep.events.Redelivery;
import io.flowkeep.events.Relay;
import io.flowkeep.events.RelaySettings;
import io.flowkeep.events.RelayWatch;
import io.flowkeep.events.inprocess.InProcessBus;
import io.flowkeep.events.inprocess.StandInOrchestrator;
import io.flowkeep.events.rabbitmq.RabbitBus;
import io.flowkeep.events.rabbitmq.RabbitSettings;
import io.flowkeep.metrics.EventMeters;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bus that events travel on, and the relay that brings them there. */
record EventsPart(EventBus bus, Relay relay) {
    private static final Logger LOG = LoggerFactory.getLogger(EventsPart.class);

    /** Opens both; the relay is not started, and nobody handles what comes in yet. */
    static EventsPart open(FlowsConfig.Bus config, Outbox outbox, Surroundings surroundings)
            throws IOException {
        Optional<EventMeters> meters =
                surroundings.meters().map(all -> new EventMeters(all.registry()));
        surroundings
                .meters()
                .ifPresent(all -> EventMeters.show(all.registry(), outbox, surroundings.clock()));
        IntakeWatch intake = meters.<IntakeWatch>map(all -> all).orElse(IntakeWatch.NONE);
        EventBus bus =
                switch (config) {
                    case FlowsConfig.Bus.InProcess(var standIn) ->
                            inProcess(standIn, intake, surroundings);
                    case FlowsConfig.Bus.RabbitMq rabbit -> rabbitMq(rabbit, intake, surroundings);
                };
        surroundings.parts().add(bus);
        surroundings.parts().probeNeighbour("events", bus::isConnected);
        Relay relay =
                new Relay(
                        outbox,
                        bus,
                        surroundings.clock(),
                        RelaySettings.usual(),
                        LeaseSettings.usual(UUID.randomUUID().toString()),
                        meters.<RelayWatch>map(all -> all).orElse(RelayWatch.NONE));
        surroundings.parts().add(relay);
        return new EventsPart(bus, relay);
    }

    private static EventBus inProcess(
            boolean standIn, IntakeWatch watch, Surroundings surroundings) {
        if (!standIn) {
            return InProcessBus.open(Redelivery.usual(), watch);
        }
        LOG.info(
                "a stand-in for the orchestrator says at once that flows run or have stopped;"
                        + " nothing is executed");
        return InProcessBus.answering(
                new StandInOrchestrator(surroundings.clock()), Redelivery.usual(), watch);
    }

    private static EventBus rabbitMq(
            FlowsConfig.Bus.RabbitMq config, IntakeWatch watch, Surroundings surroundings)
            throws IOException {
        RabbitSettings settings;
        try {
            settings =
                    RabbitSettings.of(config.url().reveal())
                            .named(config.exchange(), config.queue())
                            .trusting(surroundings.trust());
        } catch (IllegalArgumentException e) {
            throw new IOException("events.url is " + e.getMessage(), e);
        }
        return RabbitBus.open(settings, surroundings.clock(), watch);
    }
}
