package io.flowkeep.flows;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
     * list means 0, a step after a single value means nothing, and one that leads out of the field
     * at once is as good as the longest one.
     */
    String rewritten(String text) throws Refused {
        Set<String> elements = new LinkedHashSet<>();
        for (String element : numbered(text).split(",", -1)) {
            elements.add(element.isEmpty() ? "0" : element(element));
        }
        boolean isAll = elements.contains("*") || elements.contains(first + "-" + last);
        return isAll ? "*" : String.join(",", elements);
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

    private String numbered(String text) throws Refused {
        String small = text.toLowerCase(Locale.ROOT);
        if (WORD.matcher(small).results().anyMatch(word -> valueOf(word.group()) < 0)) {
            throw new Refused(shown + " cannot be \"" + text + "\".");
        }
        String asked = mayAsk ? small.replace('?', '*') : small;
        return WORD.matcher(asked).replaceAll(word -> "" + valueOf(word.group()));
    }

    private String element(String element) throws Refused {
        Matcher parts = ELEMENT.matcher(element);
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
        return step == null || value(step) == 1 ? range : range + "/" + Math.min(value(step), last);
    }

    private static int value(String digits) {
        return digits.length() > DIGITS ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }
}
