package io.flowkeep.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.testing.Generator;
import io.flowkeep.testing.Property;
import io.flowkeep.testing.Texts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grammar; what is recorded of its errors is played in the routes' tests too. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class KeyPathTest {
    private static List<KeyPart> parts(String text) {
        return assertInstanceOf(KeyPath.Parsed.Path.class, KeyPath.parse(text)).path().parts();
    }

    private static String error(String text) {
        return assertInstanceOf(KeyPath.Parsed.Invalid.class, KeyPath.parse(text)).reason();
    }

    private static KeyPart name(String name) {
        return new KeyPart.Name(name);
    }

    private static KeyPart index(double number) {
        return new KeyPart.Index(number);
    }

    @Test
    void parts_are_separated_by_dots_and_brackets() {
        assertEquals(List.of(name("a"), name("b"), index(0)), parts("a.b[0]"));
        assertEquals(List.of(name("a"), name("b c"), name("d")), parts("a[\"b c\"]['d']"));
        assertEquals(List.of(name("a.b"), name("c")), parts("\"a.b\".c"));
        assertEquals(List.of(name("x"), index(0), name("y")), parts("x[0]y"));
        assertEquals(List.of(name("x-y{/")), parts("x-y{/"));
    }

    @Test
    void digits_are_an_index_in_the_middle_and_a_name_at_the_end() {
        assertEquals(List.of(name("r"), index(0), name("y")), parts("r.0.y"));
        assertEquals(List.of(name("p"), name("0")), parts("p.0"));
        assertEquals(List.of(name("5")), parts("5"));
        assertEquals(List.of(name("x"), index(1)), parts("x[01]"));
    }

    @Test
    void a_reference_is_a_path_of_its_own() {
        KeyPath sel = new KeyPath(List.of(name("sel"), name("a")));
        assertEquals(
                List.of(name("x"), new KeyPart.Reference(sel, 2), name("y")),
                parts("x[msg.sel.a].y"));
    }

    @Test
    void only_writing_drops_a_leading_msg() {
        assertEquals(List.of(name("msg"), name("a")), parts("msg.a"));
        KeyPath.Parsed written = KeyPath.parseForWriting("msg.a");
        assertEquals(new KeyPath.Parsed.Path(new KeyPath(List.of(name("a")))), written);
    }

    @Test
    void an_expression_has_a_bounded_number_of_parts() {
        assertEquals(500, parts("a" + ".a".repeat(499)).size());
        assertEquals(
                "Invalid property expression: more than 500 parts", error("a" + ".a".repeat(500)));
        assertEquals(
                "Invalid expression started at position 2",
                error("a" + "[msg.a".repeat(50) + "]".repeat(50)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x[1x]|unexpected array expression at position 2",
                "x[msg.y|unmatched '[' at position 1",
                "x[\"a\"|unexpected array expression at position 3",
                "\"a\"b|unexpected b expression at position 3",
                "x[\"\"]|zero-length string at position 3",
                "ab\"c\"|unexpected \" at position 2",
                "s.\u00e9|unexpected \u00e9 at position 2",
                "x.|unterminated expression",
                "a\tb c|unexpected ' ' at position 3"
            })
    void errors_name_the_first_wrong_place(String text, String expected) {
        assertEquals("Invalid property expression: " + expected, error(text));
    }

    @Test
    void printing_and_parsing_give_the_same_path() {
        Property.check(1000, paths(), path -> assertEquals(path, parts(print(path))));
    }

    @Test
    void any_text_is_parsed_or_refused() {
        Generator<String> near =
                Texts.of(
                        Generator.of("a", "msg", ".", "[", "]", "'", "\"", "0", "17", " ", "\0"),
                        0,
                        12);
        Property.check(
                1000, Generator.oneOf(Texts.any(255), near), KeyPathTest::assertParsedOrRefused);
    }

    private static void assertParsedOrRefused(String text) {
        switch (KeyPath.parse(text)) {
            case KeyPath.Parsed.Path(var path) ->
                    assertTrue(path.parts().contains(path.parts().getFirst()) && !text.isEmpty());
            case KeyPath.Parsed.Invalid(var reason) -> assertTrue(reason.startsWith("Invalid "));
        }
    }

    private static Generator<List<KeyPart>> paths() {
        Generator<KeyPart> names =
                Texts.any(1, 8).filter(text -> text.indexOf('"') < 0).map(KeyPart.Name::new);
        Generator<KeyPart> indexes =
                Generator.integers(0, Integer.MAX_VALUE).map(KeyPart.Index::new);
        Generator<List<KeyPart>> rest = Generator.oneOf(names, indexes).list(6);
        return chance -> {
            List<KeyPart> parts = new ArrayList<>(rest.next(chance));
            parts.addFirst(names.next(chance));
            return parts;
        };
    }

    private static String print(List<KeyPart> path) {
        StringBuilder text = new StringBuilder();
        for (KeyPart part : path) {
            String inside =
                    switch (part) {
                        case KeyPart.Name(var name) -> "\"" + name + "\"";
                        case KeyPart.Index index -> index.name();
                        case KeyPart.Reference _ -> throw new IllegalArgumentException();
                    };
            text.append(text.isEmpty() ? inside : "[" + inside + "]");
        }
        return text.toString();
    }
}
