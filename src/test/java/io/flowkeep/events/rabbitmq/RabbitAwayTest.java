package io.flowkeep.events.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.events.BusUnavailable;
import io.flowkeep.events.Events;
import io.flowkeep.events.Handling;
import io.flowkeep.events.IntakeWatch;
import io.flowkeep.events.OutboxEvent;
import io.flowkeep.trust.Trust;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No broker is needed here. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RabbitAwayTest {
    private static final List<OutboxEvent> EVENTS = Events.many("e", 3, 1, "flow.started");

    @Test
    void opening_and_publishing_do_not_wait_for_a_broker_that_is_away() throws Exception {
        int port;
        try (ServerSocket closedSoon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closedSoon.getLocalPort();
        }
        refusesAtOnce(port);
    }

    @Test
    void nor_for_one_that_accepts_and_says_nothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            refusesAtOnce(silent.getLocalPort());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://guest:secret@h",
                "amqp:guest:secret",
                "amqp://guest:secret@h :1",
                "secret",
                ""
            })
    void what_is_no_address_is_refused_without_repeating_it(String uri) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> RabbitSettings.of(uri));
        assertFalse(String.valueOf(refused.getMessage()).contains("secret"));
    }

    @Test
    void settings_print_without_the_password() {
        String printed = RabbitSettings.of("amqp://me:secret@host:1234/v").toString();
        assertFalse(printed.contains("secret"), printed);
        assertTrue(printed.contains("host:1234"), printed);
    }

    @Test
    void the_dead_letter_queue_is_named_after_the_queue() {
        assertEquals(
                "flow-repository.dead-letter", RabbitSettings.of("amqp://h").deadLetterQueue());
        assertEquals(
                "q.dead-letter", RabbitSettings.of("amqp://h").named("x", "q").deadLetterQueue());
    }

    private static void refusesAtOnce(int port) {
        assertTimeout(
                Duration.ofSeconds(8),
                () -> {
                    RabbitSettings settings = RabbitSettings.of("amqp://127.0.0.1:" + port);
                    RabbitBus bus =
                            RabbitBus.open(
                                    settings, Trust.ofJvm(), Clock.systemUTC(), IntakeWatch.NONE);
                    bus.consume((_, _) -> new Handling.Done());
                    assertTimeout(
                            Duration.ofSeconds(1),
                            () -> assertThrows(BusUnavailable.class, () -> bus.publish(EVENTS)));
                    assertFalse(bus.isConnected());
                    bus.close();
                });
    }
}
