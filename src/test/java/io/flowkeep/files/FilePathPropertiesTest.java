package io.flowkeep.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.testing.Generator;
import io.flowkeep.testing.Property;
import io.flowkeep.testing.Texts;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FilePathPropertiesTest {

    private static final Generator<String> SPELLINGS =
            Texts.of(
                    Generator.of(
                            "..", ".", "/", "//", "\\", "%2e", "%2F", "%5c", "%25", "%00", "a",
                            "b.txt", "é", "%", " ", ":", "\n", "%zz", "😀"),
                    0,
                    9);
    private static final Generator<String> PLAIN =
            Texts.of(
                    Generator.of("a", "Z", "0", "-", "_", " ", "é", "\uffee", "😀", "\ue000", "~"),
                    1,
                    6);

    @Test
    void a_path_never_has_a_segment_that_means_something_else() {
        Property.check(
                1000,
                SPELLINGS,
                sent ->
                        FilePath.parse(sent)
                                .ifPresent(path -> {
                                    for (String segment : path.segments()) {
                                        assertFalse(
                                                List.of("", ".", "..").contains(segment), segment);
                                        assertTrue(segment.indexOf('\0') < 0);
                                    }
                                }));
    }

    @Test
    void parsing_its_own_result_changes_nothing() {
        Property.check(
                1000,
                SPELLINGS,
                sent ->
                        FilePath.parse(sent)
                                .ifPresent(path ->
                                        assertEquals(
                                                Optional.of(path), FilePath.parse(path.text()))));
    }

    @Test
    void whatever_climbs_is_refused_in_every_spelling() {
        for (String climb :
                List.of("../x", "..", "a/../../x", "../../a", "a/b/../../../c", "./../x")) {
            for (String end : List.of("", "/", "/y")) {
                for (int disguise = 0; disguise < 8; disguise++) {
                    String sent = disguised(climb + end, disguise);
                    assertEquals(Optional.empty(), FilePath.parse(sent), sent);
                }
            }
        }
    }

    @Test
    void names_without_dots_slashes_and_escapes_are_kept() {
        Property.check(
                1000,
                PLAIN,
                name -> assertEquals(Optional.of(new FilePath(name)), FilePath.parse(name)));
    }

    @Test
    void the_order_of_names_is_that_of_their_bytes() {
        Property.check(
                1000,
                PLAIN,
                PLAIN,
                (left, right) -> {
                    int bytes = Arrays.compareUnsigned(left.getBytes(UTF_8), right.getBytes(UTF_8));
                    assertEquals(
                            Integer.signum(bytes),
                            Integer.signum(NameOrder.BY_BYTES.compare(left, right)));
                });
    }

    /** Backslashes for slashes, and up to three layers of escapes. */
    private static String disguised(String climb, int disguise) {
        String text = disguise % 2 == 0 ? climb : climb.replace('/', '\\');
        for (int layer = 0; layer < disguise / 2; layer++) {
            text =
                    text.replace("%", "%25")
                            .replace(".", "%2e")
                            .replace("/", "%2F")
                            .replace("\\", "%5C");
        }
        return text;
    }
}
