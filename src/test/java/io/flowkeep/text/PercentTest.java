package io.flowkeep.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PercentTest {

    @ParameterizedTest
    @CsvSource({"'', ''", "a+b, a+b", "a%20b, a b", "%c3%BC, \u00fc", "%2561, %61", "%00, '\0'"})
    void escapes_are_decoded_once(String text, String decoded) {
        assertEquals(Optional.of(decoded), Percent.decode(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%", "a%", "%2", "%2g", "%g2", "%+1", "%c3", "%ff", "%ed%a0%80", "%c0%af"})
    void what_is_no_escape_or_no_utf_8_is_refused(String text) {
        assertEquals(Optional.empty(), Percent.decode(text));
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "a+b, true",
        "%2f%ff, true",
        "%, false",
        "%20%2, false",
        "%2g, false",
        "%+1, false"
    })
    void each_percent_sign_of_what_is_whole_begins_an_escape(String text, boolean whole) {
        assertEquals(whole, Percent.isWhole(text));
    }

    @ParameterizedTest
    @CsvSource({"a+b, a b", "a%2Bb, a+b", "a+%zz, a %zz", "%ff, %ff", "'', ''"})
    void a_query_keeps_what_cannot_be_decoded(String text, String decoded) {
        assertEquals(decoded, Percent.decodeQuery(text));
    }

    @ParameterizedTest
    @CsvSource({
        "a%2fb, a/b",
        "%zz%2e, %zz.",
        "%%32e, %2e",
        "%2, %2",
        "\u00fc%2e, \u00fc.",
        "\ud83d\ude00%41, \ud83d\ude00A",
        "%c3%bc%, \u00fc%",
        "%ff, \ufffd"
    })
    void escapes_are_decoded_among_what_is_none(String text, String decoded) {
        assertEquals(decoded, Percent.decodeEscapes(text));
    }

    @ParameterizedTest
    @CsvSource({
        "Az09-._~, Az09-._~",
        "a b/c, a%20b%2Fc",
        "%41, %2541",
        "\u00fc, %C3%BC",
        "\ud83d, %EF%BF%BD",
        "'+?\u007f', %2B%3F%7F"
    })
    void all_but_the_unreserved_is_encoded(String text, String encoded) {
        assertEquals(encoded, Percent.encode(text, Percent.UNRESERVED));
    }

    @ParameterizedTest
    @CsvSource({
        "a%20b, a%20b",
        "%2 %zz, %252%20%25zz",
        "%%41, %25%41",
        "/\u00fc, /%C3%BC",
        "%, %25"
    })
    void mending_leaves_escapes_alone(String text, String mended) {
        assertEquals(mended, Percent.mend(text, "/"));
    }

    @Test
    void what_was_encoded_is_decoded_to_itself() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point += 17) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                String text = Character.toString(point);
                assertEquals(Optional.of(text), Percent.decode(Percent.encode(text, "")));
            }
        }
    }
}
