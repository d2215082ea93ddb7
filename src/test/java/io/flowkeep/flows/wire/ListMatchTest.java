package io.flowkeep.flows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.flowkeep.flows.ListMatch;
import io.flowkeep.json.Json;
import io.flowkeep.json.JsonSyntaxException;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ListMatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // stored | sent | the place in the stored list, for each that was sent
                "[] | [] | ``",
                "[1,2] | [3,4] | 0 1",
                "[1,2] | [1,2,3] | 0 1 -1",
                "[1,2] | [0,1,2] | -1 0 1",
                "[1,2,3] | [1,3] | 0 2",
                "[1,2,3] | [2,3] | 1 2",
                "[1,2,3] | [] | ``",
                "[1,2,3,4] | [1,9,4] | 0 1 3",
                "[1,4] | [1,8,9,4] | 0 -1 -1 1",
                "[1,1] | [1,1,1] | 0 1 -1",
                "[1,1,1] | [1,1] | 0 1",
                "[{'id':'a'},{'id':'b'}] | [{'id':'b'},{'id':'c'},{'id':'a'}] | 1 -1 0",
                "[{'id':'a'},{'id':'a'}] | [{'id':'a'},{'id':'a'},{'id':'a'}] | 0 1 -1",
                "[{'id':'a'},7] | [{'id':'x'},8,9] | -1 1 -1",
                "[{'id':5},{'id':6}] | [{'id':6},{'id':5}] | 1 0",
                "{} | [1] | -1",
            })
    void elements_are_found_again(String stored, String sent, String places) throws Exception {
        assertEquals(places, places(json(stored), json(sent)));
    }

    private static String places(JsonNode stored, JsonNode sent) {
        ListMatch match = ListMatch.of(stored, sent);
        return IntStream.range(0, sent.size())
                .mapToObj(place -> Integer.toString(match.of(place)))
                .collect(Collectors.joining(" "));
    }

    private static JsonNode json(String text) throws JsonSyntaxException {
        return Json.parseStored(text.replace('\'', '"'));
    }

    @Test
    void large_and_deep_lists_cost_no_more_than_their_size() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> {
                    ArrayNode stored = deep(0);
                    ArrayNode sent = deep(1);
                    for (int i = 0; i < 10; i++) {
                        Unchanged.kept(Cast.free(sent), sent, stored);
                    }
                });
    }

    /** Eighty lists within one another, each with a thousand numbers before the next. */
    private static ArrayNode deep(int more) {
        ArrayNode list = Json.array();
        for (int level = 0; level < 80; level++) {
            ArrayNode outer = Json.array();
            for (int i = 0; i < 1000; i++) {
                outer.add(i);
            }
            outer.add(list);
            for (int i = 0; i < more; i++) {
                outer.add(i);
            }
            list = outer;
        }
        return list;
    }
}
