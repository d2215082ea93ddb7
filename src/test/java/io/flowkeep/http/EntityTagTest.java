package io.flowkeep.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.http.EntityTag.Wanted;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class EntityTagTest {

    @Test
    void a_header_is_nothing_a_star_or_a_list() {
        assertEquals(new Wanted.Unsaid(), EntityTag.wanted(List.of()));
        assertEquals(new Wanted.Any(), EntityTag.wanted(List.of(" * ")));
        assertEquals(
                new Wanted.Tags(
                        List.of(
                                new EntityTag("a,b", false),
                                new EntityTag("c", true),
                                new EntityTag("", false))),
                EntityTag.wanted(List.of("\"a,b\" , W/\"c\"", "\"\",")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "\"a", "\"a\" \"b\"", "\"a\",b", "w/\"a\"", "*, \"a\""})
    void anything_else_is_malformed(String header) {
        assertEquals(new Wanted.Malformed(), EntityTag.wanted(List.of(header)));
    }

    @Test
    void one_tag_is_read_alone() {
        assertEquals(Optional.of(new EntityTag("x", true)), EntityTag.parse("W/\"x\""));
        assertEquals(Optional.empty(), EntityTag.parse("\"x\",\"y\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"a\"", "W/\"a\"", "x, \"b\" ,W/\"a\"", "\"b\",\"a\","})
    void a_tag_is_named_weakly_and_among_what_is_none(String header) {
        assertTrue(EntityTag.isNamed(List.of(header), "\"a\""));
        assertTrue(EntityTag.isNamed(List.of("\"c\"", header.replace("*", "\"a\"")), "W/\"a\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\"b\"", "w/\"a\"", "\"b\", *"})
    void a_tag_is_not_named_otherwise(String header) {
        assertFalse(EntityTag.isNamed(List.of(header), "\"a\""));
        assertFalse(EntityTag.isNamed(List.of(), "\"a\""));
    }
}
