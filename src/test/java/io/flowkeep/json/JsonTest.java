package io.flowkeep.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class JsonTest {
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
