package io.flowkeep.flows.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.json.Json;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries are read as by the qs package, version 6. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class QueryTreeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "page[size]=5&page[number]=2 | {\"page\":{\"size\":\"5\",\"number\":\"2\"}}",
                "page%5Bsize%5D=5 | {\"page\":{\"size\":\"5\"}}",
                "page=2 | {\"page\":\"2\"}",
                "a&b= | {\"a\":\"\",\"b\":\"\"}",
                "a=1&a=2 | {\"a\":[\"1\",\"2\"]}",
                "a[]=1&a[]=2 | {\"a\":[\"1\",\"2\"]}",
                "a[0]=1&a[1]=2 | {\"a\":[\"1\",\"2\"]}",
                "a[21]=1 | {\"a\":{\"21\":\"1\"}}",
                "a[b][$ne]=1 | {\"a\":{\"b\":{\"$ne\":\"1\"}}}",
                "a=1&a[b]=2 | {\"a\":[\"1\",{\"b\":\"2\"}]}",
                "a[b]=1&a=c | {\"a\":{\"b\":\"1\",\"c\":true}}",
                "a[]=1&a[b]=2 | {\"a\":{\"0\":\"1\",\"b\":\"2\"}}",
                "a[b][c][d][e][f][g]=1 |"
                        + " {\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"[g]\":\"1\"}}}}}}}",
                "a[b=1 | {\"a[b\":\"1\"}",
                "=1&&b=2 | {\"b\":\"2\"}",
                "a=x+y%2B%41 | {\"a\":\"x y+A\"}",
                "a=%zz&b=%E0%A4%A | {\"a\":\"%zz\",\"b\":\"%E0%A4%A\"}",
                "__proto__[x]=1&a=2 | {\"a\":\"2\"}",
            })
    void brackets_make_a_tree(String query, String tree) {
        assertEquals(tree, text(query));
    }

    @Test
    void nothing_is_an_empty_tree() {
        assertEquals("{}", text(""));
    }

    @Test
    void parameters_beyond_the_thousandth_are_passed_over() {
        assertTrue(QueryTree.parse("a=1&".repeat(1000) + "b=2").at("b").isMissingNode());
    }

    @ParameterizedTest
    @CsvSource({"5abc,5", "1.9,1", "1e2,1", "-3,-3", "' 7',7", "+4,4"})
    void a_number_ends_where_the_digits_end(String text, double number) {
        assertEquals(
                number,
                QueryTree.integer(QueryTree.parse("n=" + text.replace("+", "%2B")).at("n"))
                        .orElseThrow());
    }

    @Test
    void of_a_list_the_first_text_counts() {
        assertEquals(2, QueryTree.integer(QueryTree.parse("n=2&n=3").at("n")).orElseThrow());
    }

    private static String text(String query) {
        return Json.text(QueryTree.parse(query).at());
    }
}
