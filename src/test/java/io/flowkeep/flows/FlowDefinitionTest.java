package io.flowkeep.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FlowDefinitionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'name':'a','graph':{'nodes':[{'id':'x'}],'edges':[]},'owners':[{'id':'u'}]}",
                "{'7':1,'name':null,'tenant':'t','owners':[],'cron':'','other':{'b':[1.5]},'0x':2}",
                "{'a\\nb':1,'name':'\\\\'}",
                "{'graph':{},'name':'in another order','id':'x','status':'active'}",
                "{ 'name' : 'with blanks', 'n':1.0 }",
            })
    void a_stored_definition_is_the_one_that_is_parsed(String quoted) throws Exception {
        String text = quoted.replace('\'', '"');
        FlowDefinition parsed = FlowDefinition.of((ObjectNode) Json.parseStored(text));
        assertSame(parsed, FlowDefinition.stored(parsed.compactText()));
        assertSame(parsed, FlowDefinition.stored(text));
    }

    private static void assertSame(FlowDefinition parsed, FlowDefinition stored) {
        assertEquals(parsed.fingerprint(), stored.fingerprint());
        assertEquals(parsed.compactText(), stored.compactText());
        assertEquals(Json.text(FlowJson.of(flow(parsed))), Json.text(FlowJson.of(flow(stored))));
        assertEquals(parsed.owners(), stored.owners());
        assertEquals(parsed, stored);
        assertEquals(parsed.hashCode(), stored.hashCode());
        assertEquals(Json.text(parsed.json()), Json.text(stored.json()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{\"name\":", "{\"name\":\"a\"}}"})
    void what_is_no_object_is_refused(String text) {
        assertThrows(JsonSyntaxException.class, () -> FlowDefinition.stored(text));
    }

    private static Flow flow(FlowDefinition definition) {
        Instant now = Instant.parse("2024-02-29T12:00:00.000Z");
        return new Flow(
                new FlowId("0123456789abcdef01234567"),
                definition,
                RunState.inactive(now, "made"),
                now,
                now.plusMillis(70),
                now);
    }
}
