package io.flowkeep.events.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flowkeep.events.CountingIntake;
import io.flowkeep.testing.Await;
import io.flowkeep.trust.Trust;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What others made on the broker before us. */
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RabbitTopologyTest {
    private static final Logger TOPOLOGY = (Logger) LoggerFactory.getLogger(Topology.class);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private RabbitBroker broker;

    @BeforeEach
    void open() throws Exception {
        broker = RabbitBroker.find();
        log.start();
        TOPOLOGY.addAppender(log);
    }

    @AfterEach
    void close() throws Exception {
        TOPOLOGY.detachAppender(log);
        broker.close();
    }

    private List<ILoggingEvent> warningsOf(String type, boolean durable) throws Exception {
        broker.channel().exchangeDeclare(broker.settings().exchange(), type, durable);
        try (RabbitBus bus =
                RabbitBus.open(
                        broker.settings(),
                        Trust.ofJvm(),
                        Clock.systemUTC(),
                        new CountingIntake())) {
            Await.until("connected", bus::isConnected);
        }
        return log.list;
    }

    @Test
    void an_exchange_that_knows_no_patterns_is_named() throws Exception {
        List<ILoggingEvent> warnings = warningsOf("direct", true);
        assertEquals(1, warnings.size());
        assertEquals(Level.WARN, warnings.getFirst().getLevel());
        String text = warnings.getFirst().getFormattedMessage();
        assertTrue(text.contains(broker.settings().exchange() + " is not of type topic"), text);
    }

    @Test
    void other_arguments_of_an_exchange_are_its_makers_business() throws Exception {
        assertEquals(List.of(), warningsOf("topic", false));
    }

    @Test
    void an_exchange_as_ours_is_not_mentioned() throws Exception {
        assertEquals(List.of(), warningsOf("topic", true));
    }
}
