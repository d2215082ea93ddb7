package io.flowkeep.files.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.files.http.ByteRanges.ByteRange;
import io.flowkeep.files.http.ByteRanges.Selection;
import io.flowkeep.testing.Generator;
import io.flowkeep.testing.Property;
import io.flowkeep.testing.Texts;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ByteRangesPropertiesTest {

    /** Ranges of one length each, asked of a file of so many bytes. */
    record Asked(List<Integer> firsts, int length, int size) {}

    @Test
    void just_the_bytes_asked_for_are_selected_and_each_once() {
        Generator<List<Integer>> firsts = Generator.integers(0, 60).list(1, 12);
        Generator<Integer> lengths = Generator.integers(0, 9);
        Generator<Integer> sizes = Generator.integers(1, 40);
        Property.check(
                1000,
                chance -> new Asked(firsts.next(chance), lengths.next(chance), sizes.next(chance)),
                asked -> assertSelected(asked.firsts(), asked.length(), asked.size()));
    }

    private static void assertSelected(List<Integer> firsts, int length, int size) {
        BitSet asked = new BitSet();
        firsts.forEach(first -> asked.set(first, first + length + 1));
        asked.clear(size, 100);
        String header =
                firsts.stream()
                        .map(first -> first + "-" + (first + length))
                        .collect(Collectors.joining(",", "bytes=", ""));
        Selection selection = ByteRanges.select(header, size);
        if (asked.isEmpty()) {
            assertEquals(new Selection.Unsatisfiable(), selection);
            return;
        }
        BitSet selected = new BitSet();
        for (ByteRange range : ((Selection.Parts) selection).ranges()) {
            for (long i = range.first(); i <= range.last(); i++) {
                assertFalse(selected.get((int) i), "selected twice");
                selected.set((int) i);
            }
        }
        assertEquals(asked, selected);
    }

    @Test
    void no_header_makes_it_fail() {
        Generator<String> texts =
                Generator.oneOf(
                        Texts.any(255),
                        Texts.of(Generator.of("0", "7", "99", "-", ",", " ", "=", "x"), 0, 12));
        Property.check(
                1000,
                texts,
                Generator.integers(0, 5),
                (text, size) -> {
                    switch (ByteRanges.select("bytes=" + text, size)) {
                        case Selection.Whole _, Selection.Unsatisfiable _ -> {}
                        case Selection.Parts(var ranges) -> assertTrue(ranges.size() <= size);
                    }
                });
    }
}
