package io.flowkeep.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class EnvelopeTest {

    @Test
    void the_name_and_the_payload_are_read() {
        Envelope.Event event =
                readable("{\"headers\":{\"name\":\"flow.started\"},\"payload\":{\"id\":\"x\"}}");
        assertEquals("flow.started", event.name());
        assertEquals("x", event.payload().path("id").stringValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"headers\":{\"name\":\"n\"},\"payload\":null}",
                "{\"headers\":{\"name\":\"n\"}}"
            })
    void a_payload_that_is_null_or_missing_is_json_null(String body) {
        assertTrue(readable(body).payload().isNull());
    }

    @Test
    void members_of_any_name_are_borne() {
        assertEquals("n", readable("{\"__proto__\":1,\"headers\":{\"name\":\"n\"}}").name());
    }

    @Test
    void half_a_pair_in_a_member_s_name_is_borne() {
        Envelope.Event event =
                readable(
                        "{\"\\ud83d\":1,\"headers\":{\"name\":\"n\"},\"payload\":{\"a\\ud83d\":1}}");
        assertEquals(1, event.payload().path("a\ud83d").asInt(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "not json",
                "null",
                "[]",
                "\"text\"",
                "1",
                "{}",
                "{\"headers\":null}",
                "{\"headers\":[]}",
                "{\"headers\":{}}",
                "{\"headers\":{\"name\":null}}",
                "{\"headers\":{\"name\":7}}",
                "{\"headers\":{\"name\":\"\"}}",
                "{\"headers\":{\"name\":\"n\"}} {}"
            })
    void what_nobody_can_handle_is_told_with_the_reason(String body) {
        Envelope.Unreadable unreadable =
                assertInstanceOf(
                        Envelope.Unreadable.class,
                        Envelope.read(body.getBytes(StandardCharsets.UTF_8)));
        assertTrue(!unreadable.why().isEmpty());
    }

    @Test
    void nesting_without_end_is_unreadable() {
        assertInstanceOf(Envelope.Unreadable.class, Envelope.read("[".repeat(1_000_000)));
    }

    private static Envelope.Event readable(String body) {
        return assertInstanceOf(
                Envelope.Event.class, Envelope.read(body.getBytes(StandardCharsets.UTF_8)));
    }
}
