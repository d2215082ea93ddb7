package io.flowkeep.flows.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The complaints are those of Node.js 20. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class JsonComplaintTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | Expected property name or '}' in JSON at position 1",
                "{,} | Expected property name or '}' in JSON at position 1",
                "[ | Unexpected end of JSON input",
                "{\"a | Unterminated string in JSON at position 3",
                "{\"a\\ | Unexpected end of JSON input",
                "[\"\\q\"] | Bad escaped character in JSON at position 3",
                "[\"\\u12g\"] | Bad Unicode escape in JSON at position 6",
                "[\"\\u12 | Bad Unicode escape in JSON at position 6",
                "[-] | No number after minus sign in JSON at position 2",
                "[01] | Unexpected number in JSON at position 2",
                "[1. | Unterminated fractional number in JSON at position 3",
                "[1e+ | Exponent part is missing a number in JSON at position 4",
                "[tru] | Unexpected token ']', \"[tru]\" is not valid JSON",
                "[tru | Unexpected end of JSON input",
                "[tr1 | Unexpected number in JSON at position 3",
                "[tr\" | Unexpected string in JSON at position 3",
                "{\"a\" | Expected ':' after property name in JSON at position 4",
                "{\"a\":1,\"b\"} | Unexpected token '}', \"{\"a\":1,\"b\"}\" is not valid JSON",
                "{\"a\":1 | Expected ',' or '}' after property value in JSON at position 6",
                "{\"a\":1,} | Expected double-quoted property name in JSON at position 7",
                "[1 | Expected ',' or ']' after array element in JSON at position 2",
                "[1,] | Unexpected token ']', \"[1,]\" is not valid JSON",
                "[1] x | Unexpected non-whitespace character after JSON at position 4",
                "[object Object] | \"[object Object]\" is not valid JSON",
                "{\"aaaaaaaaaaaaaaaaaaaaaaaaaa\":x} |"
                        + " Unexpected token 'x', ...\"aaaaaaaa\":x}\" is not valid JSON",
                "{\"a\":x,\"bbbbbbbbbbbbbbbbbbbbbbbbbbb\":1} |"
                        + " Unexpected token 'x', \"{\"a\":x,\"bbbbbbb\"... is not valid JSON",
                "{\"aaaaaaaaaaaaaaaaaaaaaaa\":x,\"bbbbbbbbbbbbbbb\":1} | Unexpected token 'x',"
                        + " ...\"aaaaaaaa\":x,\"bbbbbbb\"... is not valid JSON",
            })
    void a_fault_is_named_with_its_place(String text, String complaint) {
        assertEquals(complaint, JsonComplaint.about(text));
    }

    @Test
    void a_control_character_in_a_string_is_a_fault() {
        assertEquals(
                "Bad control character in string literal in JSON at position 2",
                JsonComplaint.about("[\"\u0001\"]"));
    }

    @Test
    void there_is_no_complaint_about_sound_JSON() {
        assertEquals(
                "", JsonComplaint.about(" {\"a\":[1,-2.5e+3,true,null,\"\\u00e9\\n\",{},[]]} "));
    }

    @Test
    void a_million_brackets_need_no_stack() {
        assertEquals("Unexpected end of JSON input", JsonComplaint.about("[".repeat(1_000_000)));
    }
}
