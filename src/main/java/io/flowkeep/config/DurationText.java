package io.flowkeep.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as a person writes them: {@code 250ms}, {@code 90s}, {@code 5m}, {@code 90d}. */
public final class DurationText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*([a-z]+)");

    private record Unit(String name, long millis) {}

    private static final List<Unit> UNITS =
            List.of(
                    new Unit("d", 86_400_000),
                    new Unit("h", 3_600_000),
                    new Unit("m", 60_000),
                    new Unit("s", 1_000),
                    new Unit("ms", 1));

    private DurationText() {}

    /**
     * Reads a whole number with its unit: ms, s, m (minutes), h or d (of 24 hours). A number
     * without unit is refused, since it could mean seconds or milliseconds.
     *
     * @throws IllegalArgumentException with a text for the operator if it is anything else
     */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw refused(text);
        }
        long millis =
                UNITS.stream()
                        .filter(unit -> unit.name().equals(form.group(2)))
                        .mapToLong(Unit::millis)
                        .findFirst()
                        .orElseThrow(() -> refused(text));
        try {
            return Duration.ofMillis(Math.multiplyExact(Long.parseLong(form.group(1)), millis));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\" is too long", e);
        }
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not a duration such as 250ms, 90s, 5m, 12h or 90d");
    }

    /**
     * The shortest form that {@link #parse} reads back as the same duration, to the millisecond.
     */
    public static String print(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        return UNITS.stream()
                .filter(unit -> millis % unit.millis() == 0)
                .findFirst()
                .map(unit -> millis / unit.millis() + unit.name())
                .orElseThrow();
    }
}
