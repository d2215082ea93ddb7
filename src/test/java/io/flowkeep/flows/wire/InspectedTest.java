package io.flowkeep.flows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class InspectedTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"abc\" | \"abc\"",
                "\"\" | \"\"",
                "5 | \"5\"",
                "-0 | \"-0\"",
                "1e400 | \"Infinity\"",
                "true | \"true\"",
                "{} | \"{}\"",
                "[] | \"[]\"",
                "[null] | \"[ null ]\"",
                "[\"a\",\"b\"] | \"[ 'a', 'b' ]\"",
                "{\"a-b\":1,\"_c\":[]} | \"{ 'a-b': 1, _c: [] }\"",
                "{\"b\":1,\"2\":2,\"1\":3} | \"{ '1': 3, '2': 2, b: 1 }\"",
                "{\"a\":{\"b\":{\"c\":{},\"d\":[1]}}} | \"{ a: { b: { c: [Object], d: [Array] } }"
                        + " }\"",
                "\"it's\" | \"it's\"",
                "[\"it's\"] | \"[ \"it's\" ]\"",
                "[\"'\\\"\"] | \"[ `'\"` ]\"",
                "[\"'\\\"`\"] | \"[ '\\'\"`' ]\"",
                "\"a\\nb\\u0001\\u007f\" | \"a\\nb\\x01\\x7F\"",
                "\"\\ud800\" | \"\\uD800\"",
            })
    void a_value_is_quoted_as_people_see_it_in_node(String json, String shown)
            throws JsonSyntaxException {
        assertEquals(shown, Inspected.quoted(Json.parse(json)));
    }

    @Test
    void what_does_not_fit_a_line_takes_several() throws JsonSyntaxException {
        String word = "w".repeat(80);
        assertEquals(
                "\"{\n  a: '" + word + "',\n  b: '" + word + "'\n}\"",
                Inspected.quoted(Json.parse("{\"a\":\"" + word + "\",\"b\":\"" + word + "\"}")));
    }

    @Test
    void long_arrays_and_texts_are_cut() throws JsonSyntaxException {
        String numbers = "[" + "1,".repeat(101) + "1]";
        assertTrue(Inspected.quoted(Json.parse(numbers)).contains("... 2 more items"));
        assertEquals(
                "\"" + "x".repeat(10_000) + "'... 1 more character",
                Inspected.quoted(Json.parse("\"" + "x".repeat(10_001) + "\"")));
    }
}
