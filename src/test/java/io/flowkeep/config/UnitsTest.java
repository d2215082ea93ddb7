package io.flowkeep.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.flowkeep.testing.Generator;
import io.flowkeep.testing.Property;
import io.flowkeep.text.Secret;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "500,500",
        "7B,7",
        "1kB,1000",
        "1KB,1000",
        "2MB,2000000",
        "1GB,1000000000",
        "1TB,1000000000000",
        "1KiB,1024",
        "10MiB,10485760",
        "10 MiB,10485760",
        "1GiB,1073741824",
        "8191TiB,9006099743113216"
    })
    void an_amount_of_bytes_is_read_with_its_unit(String text, long bytes) {
        assertEquals(new ByteSize(bytes), ByteSize.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "-1", "1.5GiB", "10mib", "10M", "1e3", "8388608TiB", "٣"})
    void anything_else_is_no_amount_of_bytes(String text) {
        assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));
    }

    @Test
    void a_printed_amount_reads_back() {
        Generator<Long> amounts =
                Generator.oneOf(
                        Generator.longs(0, Long.MAX_VALUE),
                        Generator.longs(0, 1000).map(amount -> amount << 30),
                        Generator.longs(0, 1000).map(amount -> amount * 1_000_000));
        Property.check(
                1000,
                amounts,
                bytes ->
                        assertEquals(
                                bytes, ByteSize.parse(new ByteSize(bytes).toString()).bytes()));
    }

    @Test
    void amounts_print_in_the_largest_unit_that_fits() {
        assertEquals("10MiB", new ByteSize(10 << 20).toString());
        assertEquals("1GB", new ByteSize(1_000_000_000).toString());
        assertEquals("1001", new ByteSize(1001).toString());
    }

    @ParameterizedTest
    @CsvSource({"0s,0", "250ms,250", "90s,90000", "5m,300000", "12h,43200000", "90d,7776000000"})
    void a_duration_is_read_with_its_unit(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), DurationText.parse(text));
        assertEquals(text, DurationText.print(Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "90", "1.5s", "-1s", "5 min", "5M", "1w", "999999999999999d"})
    void anything_else_is_no_duration(String text) {
        assertThrows(IllegalArgumentException.class, () -> DurationText.parse(text));
    }

    @Test
    void a_printed_duration_reads_back() {
        Generator<Duration> durations =
                Generator.oneOf(
                        Generator.longs(0, 1L << 45).map(Duration::ofMillis),
                        Generator.longs(0, 1L << 35).map(Duration::ofSeconds),
                        Generator.longs(0, 1L << 18).map(Duration::ofDays));
        Property.check(
                1000,
                durations,
                duration ->
                        assertEquals(duration, DurationText.parse(DurationText.print(duration))));
    }

    @Test
    void a_secret_is_never_printed() {
        assertEquals("***", new Secret("hunter2").toString());
    }
}
