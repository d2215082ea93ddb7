package io.flowkeep.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class HttpTimeTest {
    private static final Instant MOMENT = Instant.parse("1994-11-06T08:49:37Z");

    @Test
    void it_is_written_in_the_one_form() {
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpTime.header(MOMENT.plusMillis(900)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994"
            })
    void all_three_forms_are_read(String text) {
        assertEquals(Optional.of(MOMENT), HttpTime.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37"})
    void anything_else_is_no_time(String text) {
        assertEquals(Optional.empty(), HttpTime.parse(text));
    }
}
