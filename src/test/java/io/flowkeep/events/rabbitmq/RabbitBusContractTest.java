package io.flowkeep.events.rabbitmq;

import io.flowkeep.events.EventBus;
import io.flowkeep.events.EventBusContract;
import io.flowkeep.events.IntakeWatch;
import io.flowkeep.events.Redelivery;
import io.flowkeep.trust.Trust;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("neighbours")
final class RabbitBusContractTest extends EventBusContract {
    private final RabbitBroker broker = RabbitBroker.find();

    RabbitBusContractTest() throws Exception {}

    @Override
    protected EventBus open(Redelivery redelivery, IntakeWatch watch) {
        return RabbitBus.open(
                broker.settings().redelivering(redelivery),
                Trust.ofJvm(),
                Clock.systemUTC(),
                watch);
    }

    @AfterEach
    void deleteQueues() throws Exception {
        broker.close();
    }
}
