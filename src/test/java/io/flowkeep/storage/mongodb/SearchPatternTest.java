package io.flowkeep.storage.mongodb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.flows.SearchText;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class SearchPatternTest {

    private static boolean finds(String search, String text) {
        return Pattern.compile(SearchPattern.of(search)).matcher(text).find();
    }

    @ParameterizedTest
    @CsvSource({
        "stra\u00dfe, HAUPTSTRASSE 1",
        "STRASSE, Hauptstra\u00dfe 1",
        "strasse, STRA\u1e9eE",
        "\u00e4pfel, \u00c4PFEL",
        "\u00c4, A\u0308pfel",
        "a\u0308, \u00c4pfel",
        "\u03c3\u03bf\u03c6\u03cc\u03c2, \u03a3\u039f\u03a6\u038c\u03a3",
        "istanbul, \u0130STANBUL",
        "\u0131, I",
        "kelvin, \u212aELVIN",
        "\u01c6, \u01c5",
        "\u65e5\u672c, \u65e5\u672c\u8a9e",
        "\u30ac, \u30ab\u3099",
        "\ud55c, \ud55c\uad6d",
        "\ud83d\ude00, so \ud83d\ude00",
        "a.b*c, xA.B*Cx"
    })
    void it_finds_what_the_fold_finds(String search, String text) {
        assertTrue(SearchText.fold(text).contains(SearchText.fold(search)));
        assertTrue(finds(search, text), SearchPattern.of(search));
    }

    @ParameterizedTest
    @CsvSource({"a.b, aXb", "\u00e4, a", "a, \u00e4", "[a], a", "\\Qa\\E, a", "a{2}, aa", "$, a"})
    void it_finds_nothing_else(String search, String text) {
        assertFalse(finds(search, text), SearchPattern.of(search));
    }

    @Test
    void each_letter_finds_all_its_cases_and_itself() {
        for (int point = 1; point < 0x3000; point++) {
            if (!Character.isDefined(point)) {
                continue;
            }
            String letter = Character.toString(point);
            Pattern pattern = Pattern.compile(SearchPattern.of(letter));
            assertTrue(pattern.matcher(letter).find(), letter);
            assertTrue(
                    pattern.matcher(Character.toString(Character.toUpperCase(point))).find(),
                    letter);
        }
    }

    @Test
    void a_text_too_long_for_any_pattern_finds_nothing() {
        assertEquals("[aA]".repeat(1000), SearchPattern.of("a".repeat(1000)));
        assertFalse(finds("a".repeat(100_000), "a".repeat(100_001)));
    }
}
