package io.flowkeep.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class Utf8Test {

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "a?, 613f",
        "\u00fc\u20ac\ud83d\ude00, c3bce282acf09f9880",
        "a\ud83d, 61efbfbd",
        "\ude00b, efbfbd62",
        "\ude00\ud83d, efbfbdefbfbd",
        "\ud83d\ud83d\ude00, efbfbdf09f9880"
    })
    void half_of_a_pair_becomes_the_replacement_character(String text, String hex) {
        assertEquals(hex, HexFormat.of().formatHex(Utf8.bytes(text)));
        assertEquals(hex.length() / 2, Utf8.length(text));
    }
}
