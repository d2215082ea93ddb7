package io.flowkeep.files.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.flowkeep.files.http.ByteRanges.ByteRange;
import io.flowkeep.files.http.ByteRanges.Selection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ByteRangesTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,0,0",
        "bytes=2-5,2,5",
        "bytes=5-,5,9",
        "bytes=-3,7,9",
        "bytes=-100,0,9",
        "bytes=0-999,0,9",
        "Bytes = 9-99999999999999999999999,9,9",
        "'bytes=,1-2,',1,2",
        "bytes=0004-0005,4,5"
    })
    void one_range_of_ten_bytes(String header, long first, long last) {
        assertEquals(parts(new ByteRange(first, last)), ByteRanges.select(header, 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-2",
                "lines=0-1",
                "bytes 0-1",
                "bytes=1",
                "bytes=0-1,x",
                "bytes=--1",
                "bytes=1-2-3",
                ""
            })
    void what_is_malformed_or_in_other_units_is_ignored(String header) {
        assertEquals(new Selection.Whole(), ByteRanges.select(header, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=11-12,99-"})
    void nothing_in_the_file_is_unsatisfiable(String header) {
        assertEquals(new Selection.Unsatisfiable(), ByteRanges.select(header, 10));
    }

    @Test
    void an_empty_file_has_an_end_but_no_first_byte() {
        assertEquals(new Selection.Whole(), ByteRanges.select("bytes=-5", 0));
        assertEquals(new Selection.Unsatisfiable(), ByteRanges.select("bytes=0-", 0));
    }

    @Test
    void several_ranges_stay_in_order_and_are_joined_where_they_touch() {
        assertEquals(
                parts(new ByteRange(8, 9), new ByteRange(0, 1)),
                ByteRanges.select("bytes=8-,0-1", 10));
        assertEquals(
                parts(new ByteRange(0, 5), new ByteRange(8, 8)),
                ByteRanges.select("bytes=0-1,8-8,4-5,2-3", 10));
        assertEquals(parts(new ByteRange(0, 9)), ByteRanges.select("bytes=0-,-5,3-4", 10));
    }

    @Test
    void more_than_64_ranges_are_ignored() {
        assertEquals(new Selection.Whole(), ByteRanges.select(everySecond(65), 1000));
        Selection most = ByteRanges.select(everySecond(64), 1000);
        assertEquals(64, ((Selection.Parts) most).ranges().size());
    }

    private static String everySecond(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i * 2 + "-" + i * 2)
                .collect(Collectors.joining(",", "bytes=", ""));
    }

    private static Selection parts(ByteRange... ranges) {
        return new Selection.Parts(List.of(ranges));
    }
}
