package io.flowkeep.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class JsonTest {
    private static final String OBJECT =
            "{\"7\":-1.5e+30,\"a\":{\"b\":[1,\"}\",{\"c\":null}],\"d\":{}},\"\":\"x\\\\\",\"e\":[],"
                    + "\"f\":\"\\\"{\",\"g\":true,\"\u00e9\ud83d\ude00\":\"\u00fc\\u0000\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1}",
                "{\"a\":\"\"}",
                "{\"a\":\"\\\\\\\"\",\"b\":\"\\\\\"}",
                OBJECT
            })
    void the_members_of_an_object_are_found_as_they_are_written(String text) throws Exception {
        ObjectNode members = Json.membersAsWritten(text).orElseThrow();
        assertEquals(text, Json.text(members));
        ObjectNode parsed = (ObjectNode) Json.parseStored(text);
        assertEquals(text, Json.text(parsed));
        assertEquals(parsed.propertyNames(), members.propertyNames());
        for (String name : members.propertyNames()) {
            assertEquals(Json.text(parsed.path(name)), Json.text(members.path(name)), name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "[]",
                "[{\"a\":1}]",
                "\"{}\"",
                "{} ",
                " {}",
                "{}{}",
                "{\"a\":1}}",
                "{\"a\":1]",
                "{\"a\":]1}",
                "{\"a\": 1}",
                "{\"a\":[1, 2]}",
                "{\"a\":}",
                "{\"a\"}",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{a:1}",
                "{\"a\\n\":1}",
                "{\"a\":\"\\\"}",
            })
    void other_text_is_left_to_the_parser(String text) {
        assertEquals(Optional.empty(), Json.membersAsWritten(text));
    }

    @Test
    void text_that_breaks_off_is_no_object() {
        for (int length = 0; length < OBJECT.length(); length++) {
            String broken = OBJECT.substring(0, length);
            assertTrue(Json.membersAsWritten(broken).isEmpty(), broken);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\\ud83d\":1}",
                "{\"\\ud83d\":1,\"\\ude00\":{\"b\\udbff\\ud800c\":[\"\\ude00\"]}}",
                "{\"\\\\ud83d\":1,\"\\\\\\ud83d\":2}",
                "\"\\ud83d\""
            })
    void half_a_pair_may_stand_anywhere(String text) throws Exception {
        assertEquals(text, Json.text(Json.parse(text)));
        assertEquals(text, Json.text(Json.parseStored(text)));
    }

    @Test
    void large_letters_in_an_escape_mean_the_same() throws Exception {
        assertEquals("{\"\\udbad\":1}", Json.text(Json.parse("{\"\\uDBAD\":1}")));
    }

    @Test
    void an_escaped_pair_beside_half_of_one_is_one_character() throws Exception {
        assertEquals(
                "{\"\ud83d\ude00\\ud83d\":\"\ud83d\ude00\"}",
                Json.text(Json.parse("{\"\\ud83d\\ude00\\ud83d\":\"\\ud83d\\ude00\"}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"\\ud83\":1}",
                "{\"\\ud83g\":1}",
                "{\"a\\ud83d:1}",
                "{\"\\ud83d\":1,}",
                "{\"\\ud83d\":1}}",
                "{\\ud83d:1}",
                "\\ud83d"
            })
    void what_is_no_JSON_stays_none(String text) {
        assertThrows(JsonSyntaxException.class, () -> Json.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "a\ud83d\ude00\u00fc, a\ud83d\ude00\u00fc",
        "\ud83d, \\ud83d",
        "\ude00\ud83d, \\ude00\\ud83d",
        "\ud83d\ud83d\ude00?, \\ud83d\ud83d\ude00?"
    })
    void only_a_lone_surrogate_is_escaped(String value, String written) {
        ObjectNode object = Json.object().put("a", value);
        String expected = "{\"a\":\"" + written + "\"}";
        assertEquals(expected, Json.text(object));
        assertEquals(expected, new String(Json.bytes(object), StandardCharsets.UTF_8));
    }
}
