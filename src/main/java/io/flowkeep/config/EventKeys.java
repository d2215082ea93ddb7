package io.flowkeep.config;

import io.flowkeep.events.rabbitmq.RabbitSettings;
import io.flowkeep.text.Secret;
import java.util.List;
import java.util.Map;

/** The keys of how events travel. */
final class EventKeys {
    private static final String UNSET = "";

    private final KeyGroup keys = new KeyGroup();

    final Key<BusKind> type =
            keys.key(
                    "events.type",
                    ValueType.choice(
                            Map.of("inprocess", BusKind.INPROCESS, "rabbitmq", BusKind.RABBITMQ)),
                    "inprocess",
                    "How events travel. inprocess: not out of this process.");
    final Key<Secret> url =
            keys.key(
                    "events.url",
                    ValueType.connection("an amqp:// or amqps:// URL", "amqps?"),
                    UNSET,
                    "rabbitmq: the server. QUEUE_URL sets it, and the type with it.");
    final Key<String> exchange =
            keys.key(
                    "events.exchange",
                    ValueType.text("a name"),
                    "event-bus",
                    "rabbitmq: the topic exchange that all services share.");
    final Key<String> queue =
            keys.key(
                    "events.queue",
                    ValueType.text("a name"),
                    "flow-repository",
                    "rabbitmq: the queue of what others tell us.");
    final Key<Boolean> standIn =
            keys.key(
                    "events.stand_in",
                    ValueType.flag(),
                    "true",
                    "inprocess: a stand-in for the orchestrator answers at once, so that flows are"
                            + " seen to start and stop. It runs nothing.");

    List<Key<?>> all() {
        return keys.all();
    }

    FlowsConfig.Bus read(Settings settings) throws ConfigException {
        return switch (settings.value(type)) {
            case INPROCESS -> new FlowsConfig.Bus.InProcess(settings.value(standIn));
            case RABBITMQ -> new FlowsConfig.Bus.RabbitMq(rabbitMq(settings));
        };
    }

    private RabbitSettings rabbitMq(Settings settings) throws ConfigException {
        try {
            return RabbitSettings.of(settings.require(url).reveal())
                    .named(settings.value(exchange), settings.value(queue));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of("events.url is " + e.getMessage()));
        }
    }
}
