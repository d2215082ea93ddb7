package io.flowkeep.flows;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One field of a schedule as the schedulers read it, rewritten to what the library reads alike.
 * Immutable.
 *
 * @param shown what the field is called in messages
 * @param first the smallest value
 * @param last the largest value
 * @param names names of values, the first one that of {@link #firstNamed}
 * @param mayAsk whether {@code ?} may stand for {@code *}
 */
record CronField(
        String shown, int first, int last, int firstNamed, List<String> names, boolean mayAsk) {
    /** The fields of a schedule in their order; the first may be left out. */
    static final List<CronField> ALL =
            List.of(
                    new CronField("Seconds", 0, 59, 0, List.of(), false),
                    new CronField("Minutes", 0, 59, 0, List.of(), false),
                    new CronField("Hours", 0, 23, 0, List.of(), false),
                    new CronField("Days of the month", 1, 31, 0, List.of(), true),
                    new CronField(
                            "Months",
                            1,
                            12,
                            1,
                            List.of(
                                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
                                    "oct", "nov", "dec"),
                            false),
                    new CronField(
                            "Days of the week",
                            0,
                            7,
                            0,
                            List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"),
                            true));

    /** Places in that list. */
    static final int DAY_OF_MONTH = 3;

    static final int MONTH = 4;
    static final int DAY_OF_WEEK = 5;

    private static final Pattern WORD = Pattern.compile("[a-z]+");
    private static final Pattern ELEMENT =
            Pattern.compile("(?:\\*|(\\d+)(?:-(\\d+))?)(?:/(\\d+))?");
    private static final int DIGITS = 9;

    /** Copies the list. */
    CronField {
        names = List.copyOf(names);
    }

    /** Why a field is refused; the message is for the client. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }

        Refused(String message, IllegalArgumentException cause) {
            super(message, cause);
        }
    }

    /**
     * Rewrites a field: names become numbers, {@code ?} becomes {@code *}, an empty element of a
     * list means 0, and a step after a single value means nothing.
     */
    String rewritten(String text) throws Refused {
        Set<String> elements = new LinkedHashSet<>();
        for (String element : text.split(",", -1)) {
            elements.add(element.isEmpty() ? "0" : element(element));
        }
        return String.join(",", elements);
    }

    /** The field as {@code *} if one of its elements stands for every value. */
    String widened(String rewritten) {
        List<String> elements = List.of(rewritten.split(",", -1));
        boolean isAll = elements.contains("*") || elements.contains(first + "-" + last);
        return isAll ? "*" : rewritten;
    }

    /** The number of a name, -1 if there is none; in small letters. */
    int valueOf(String name) {
        int index = names.indexOf(name);
        return index < 0 ? -1 : index + firstNamed;
    }

    /** The complaint about a value that is too large or too small. */
    String outOfRange() {
        return shown + " must be between " + first + " and " + last + ".";
    }

    private String element(String element) throws Refused {
        String small = element.toLowerCase(Locale.ROOT);
        String asked = mayAsk ? small.replace('?', '*') : small;
        Matcher parts =
                ELEMENT.matcher(WORD.matcher(asked).replaceAll(word -> numbered(word.group())));
        if (!parts.matches()) {
            throw new Refused(shown + " cannot be \"" + element + "\".");
        }
        String from = parts.group(1);
        String to = parts.group(2);
        String step = parts.group(3);
        if (step != null && value(step) == 0) {
            throw new Refused(shown + " cannot have a step of 0.");
        }
        if (from != null && to == null) {
            return from;
        }
        if (from != null && value(to) > last) {
            throw new Refused(outOfRange());
        }
        if (from != null && value(from) >= value(to)) {
            throw new Refused(shown + " cannot have a range that does not rise.");
        }
        String range = from == null ? "*" : from + "-" + to;
        return step == null
                ? range
                : stepped(range, value(from, first), value(to, last), value(step));
    }

    /** The library takes no step beyond the field; what such a step leaves is spelled out. */
    private static String stepped(String range, int from, int to, int step) {
        int steps = (to - from) / step;
        return switch (steps) {
            case 0 -> Integer.toString(from);
            case 1 -> from + "," + (from + step);
            default -> step == 1 ? range : range + "/" + step;
        };
    }

    private static int value(@Nullable String digits, int ifAbsent) {
        return digits == null ? ifAbsent : value(digits);
    }

    private String numbered(String name) {
        int value = valueOf(name);
        return value < 0 ? name : Integer.toString(value);
    }

    private static int value(String digits) {
        return digits.length() > DIGITS ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }
}
