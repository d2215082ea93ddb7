package io.flowkeep.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class FilePathProperties {

    @Property
    void a_path_never_has_a_segment_that_means_something_else(@ForAll("spellings") String sent) {
        FilePath.parse(sent)
                .ifPresent(path -> {
                    for (String segment : path.segments()) {
                        assertFalse(List.of("", ".", "..").contains(segment), segment);
                        assertTrue(segment.indexOf('\0') < 0);
                    }
                });
    }

    @Property
    void parsing_its_own_result_changes_nothing(@ForAll("spellings") String sent) {
        FilePath.parse(sent)
                .ifPresent(path -> assertEquals(Optional.of(path), FilePath.parse(path.text())));
    }

    @Property
    void whatever_climbs_is_refused_in_every_spelling(
            @ForAll("climbs") String climb, @ForAll("disguises") int disguise) {
        assertEquals(Optional.empty(), FilePath.parse(disguised(climb, disguise)));
    }

    @Property
    void names_without_dots_slashes_and_escapes_are_kept(@ForAll("plain") String name) {
        assertEquals(Optional.of(new FilePath(name)), FilePath.parse(name));
    }

    @Property
    void the_order_of_names_is_that_of_their_bytes(
            @ForAll("plain") String left, @ForAll("plain") String right) {
        int bytes = Arrays.compareUnsigned(left.getBytes(UTF_8), right.getBytes(UTF_8));
        assertEquals(
                Integer.signum(bytes), Integer.signum(NameOrder.BY_BYTES.compare(left, right)));
    }

    @Provide
    Arbitrary<String> spellings() {
        return Arbitraries.of(
                        "..", ".", "/", "//", "\\", "%2e", "%2F", "%5c", "%25", "%00", "a", "b.txt",
                        "é", "%", " ", ":", "\n", "%zz", "😀")
                .list()
                .ofMaxSize(9)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> climbs() {
        return Arbitraries.of("../x", "..", "a/../../x", "../../a", "a/b/../../../c", "./../x")
                .flatMap(climb -> Arbitraries.of("", "/", "/y").map(end -> climb + end));
    }

    @Provide
    Arbitrary<Integer> disguises() {
        return Arbitraries.integers().between(0, 7);
    }

    @Provide
    Arbitrary<String> plain() {
        return Arbitraries.of("a", "Z", "0", "-", "_", " ", "é", "\uffee", "😀", "\ue000", "~")
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
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
