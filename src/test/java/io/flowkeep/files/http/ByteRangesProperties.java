package io.flowkeep.files.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.files.http.ByteRanges.ByteRange;
import io.flowkeep.files.http.ByteRanges.Selection;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class ByteRangesProperties {

    @Property
    void just_the_bytes_asked_for_are_selected_and_each_once(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 60) Integer> firsts,
            @ForAll @IntRange(max = 9) int length,
            @ForAll @IntRange(min = 1, max = 40) int size) {
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

    @Property
    void no_header_makes_it_fail(@ForAll String text, @ForAll @IntRange(max = 5) int size) {
        switch (ByteRanges.select("bytes=" + text, size)) {
            case Selection.Whole _, Selection.Unsatisfiable _ -> {}
            case Selection.Parts(var ranges) -> assertTrue(ranges.size() <= size);
        }
    }
}
