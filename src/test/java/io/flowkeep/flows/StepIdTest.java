package io.flowkeep.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class StepIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "../../../secrets",
                "a/b",
                "/",
                "a\\..\\b",
                "%2e%2E",
                "a%2eb",
                "%252e%252e",
                "..%2fx",
                "50%%2F",
                "%ff%2f",
                "%5c",
                "a\r\nb",
                "%0a",
                "a\0"
            })
    void what_could_be_read_as_more_than_a_name_is_none(String text) {
        assertEquals(Optional.empty(), StepId.parse(text));
        assertThrows(IllegalArgumentException.class, () -> new StepId(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s", "step_1", "a b", "ä", "a?b#c", "50%", "a;b=c", "step.1", ".a", "%"})
    void any_other_text_is_a_name(String text) {
        assertEquals(text, StepId.parse(text).orElseThrow().text());
    }
}
