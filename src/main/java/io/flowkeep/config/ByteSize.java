package io.flowkeep.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of bytes, as a person writes it: {@code 10MiB}, {@code 1GB}, {@code 500}. Immutable.
 *
 * @param bytes the amount, 0 or more
 */
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,19})\\s*([A-Za-z]*)");

    private record Unit(String name, long bytes) {}

    /** Binary units first, so that what fits both is printed as a power of two. */
    private static final List<Unit> UNITS =
            List.of(
                    new Unit("TiB", 1L << 40),
                    new Unit("GiB", 1L << 30),
                    new Unit("MiB", 1L << 20),
                    new Unit("KiB", 1L << 10),
                    new Unit("TB", 1_000_000_000_000L),
                    new Unit("GB", 1_000_000_000L),
                    new Unit("MB", 1_000_000L),
                    new Unit("kB", 1_000L),
                    new Unit("KB", 1_000L),
                    new Unit("B", 1L));

    /** Refuses an amount below 0. */
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("an amount of bytes is 0 or more");
        }
    }

    /**
     * Reads a whole number with an optional unit: B, kB, MB, GB, TB (powers of 1000) or KiB, MiB,
     * GiB, TiB (powers of 1024). A plain number is bytes.
     *
     * @throws IllegalArgumentException with a text for the operator if it is anything else
     */
    public static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw refused(text);
        }
        String unit = form.group(2);
        long factor =
                UNITS.stream()
                        .filter(known -> known.name().equals(unit.isEmpty() ? "B" : unit))
                        .mapToLong(Unit::bytes)
                        .findFirst()
                        .orElseThrow(() -> refused(text));
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(form.group(1)), factor));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is more than 8 EiB", e);
        }
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not an amount of bytes such as 500, 10MiB or 1GB");
    }

    /** The shortest form that {@link #parse} reads back as the same amount. */
    @Override
    public String toString() {
        if (bytes == 0) {
            return "0";
        }
        return UNITS.stream()
                .filter(unit -> unit.bytes() > 1 && bytes % unit.bytes() == 0)
                .findFirst()
                .map(unit -> bytes / unit.bytes() + unit.name())
                .orElseGet(() -> Long.toString(bytes));
    }
}
