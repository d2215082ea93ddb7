package io.flowkeep.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class SearchTextTest {
    private static void same(String... texts) {
        for (String text : texts) {
            assertEquals(SearchText.fold(texts[0]), SearchText.fold(text), text);
        }
    }

    @Test
    void the_cases_of_a_letter_are_one() {
        same("Flow", "FLOW", "flow");
        same("\u00c4pfel", "\u00e4PFEL");
        same("\u0416\u0438\u0437\u043d\u044c", "\u0436\u0418\u0417\u041d\u042c");
        same("\u039f\u0394\u039f\u03a3", "\u03bf\u03b4\u03bf\u03c2", "\u03bf\u03b4\u03bf\u03c3");
        same("Stra\u00dfe", "STRASSE", "strasse", "STRA\u1e9eE");
        same("\u0130stanbul", "istanbul", "ISTANBUL", "\u0131stanbul", "i\u0307stanbul");
        same("\u0556\u0587", "\u0586\u0587", "\u0556\u0535\u0552"); // Armenian
        same("\ud801\udc00", "\ud801\udc28"); // Deseret, outside the first 65,536
        same("\u0390", "\u0399\u0308\u0301");
    }

    @Test
    void both_ways_to_write_an_accent_are_one() {
        same("caf\u00e9", "cafe\u0301", "CAFE\u0301");
    }

    @Test
    void accents_stay() {
        assertNotEquals(SearchText.fold("apfel"), SearchText.fold("\u00e4pfel"));
    }

    @Test
    void a_sigma_is_found_anywhere_in_a_word() {
        FlowDefinition named = SampleFlows.definition("{'name':'\u039f\u0394\u039f\u03a3'}");
        assertTrue(SearchText.isIn(named, SearchText.fold("\u03b4\u03bf\u03c3")));
        assertTrue(SearchText.isIn(named, SearchText.fold("\u03a3")));
    }

    @Test
    void half_a_character_is_like_any_other_half() {
        same("a\ud800b", "A\udc00B", "a\ufffdb");
    }

    @Test
    void name_and_description_are_looked_at_apart() {
        FlowDefinition flow =
                SampleFlows.definition("{'name':'abc','description':'def','type':'ghi'}");
        for (String part : List.of("", "abc", "b", "def")) {
            assertTrue(SearchText.isIn(flow, part), part);
        }
        for (String part : List.of("cd", "ghi", "abcd")) {
            assertFalse(SearchText.isIn(flow, part), part);
        }
    }

    @Test
    void folding_twice_is_folding_once() {
        for (int point = 0; point < 0x20000; point++) {
            String once = SearchText.fold(Character.toString(point));
            assertEquals(once, SearchText.fold(once), Integer.toHexString(point));
        }
    }
}
