package io.flowkeep.flows.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    private static final int DAYS_OF_WEEK = 7;
    private static final Pattern WORD = Pattern.compile("[a-z]+");
    private static final Pattern ELEMENT =
            Pattern.compile("(?:\\*|(\\d+)(?:-(\\d+))?)(?:/(\\d+))?");
    private static final int DIGITS = 9;

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
     * An element of a list: every {@code step}th value from one to another.
     *
     * @param isAll whether it was written as {@code *}
     * @param isSingle whether it was written as one value
     */
    private record Element(int from, int to, int step, boolean isAll, boolean isSingle) {
        static Element single(int value) {
            return new Element(value, value, 1, false, true);
        }

        /** The library takes no step beyond the field; what such a step leaves is spelled out. */
        String rewritten() {
            if (isSingle) {
                return Integer.toString(from);
            }
            String range = isAll ? "*" : from + "-" + to;
            int steps = (to - from) / step;
            return switch (steps) {
                case 0 -> Integer.toString(from);
                case 1 -> from + "," + (from + step);
                default -> step == 1 ? range : range + "/" + step;
            };
        }
    }

    /**
     * Rewrites a field: names become numbers, {@code ?} becomes {@code *}, an empty element of a
     * list means 0, and a step after a single value means nothing.
     */
    String rewritten(String text) throws Refused {
        return elements(text).stream()
                .map(Element::rewritten)
                .distinct()
                .collect(Collectors.joining(","));
    }

    /**
     * The values of a field that {@link #rewritten} takes, ascending, in the list that the
     * scheduler makes of it: a range adds what is larger than all before it, a single value is
     * always added. So a value may be there twice, and the scheduler takes a list for {@code *} if
     * it is as long as that.
     */
    List<Integer> values(String text) throws Refused {
        List<Integer> values = new ArrayList<>();
        int largest = -1;
        for (Element element : elements(text)) {
            for (int value = element.from(); value <= element.to(); value += element.step()) {
                if (element.isSingle()) {
                    values.add(isDayOfWeek() ? value % DAYS_OF_WEEK : value);
                } else if (value > largest) {
                    values.add(value);
                }
                largest = Math.max(largest, values.getLast());
            }
        }
        return values.stream().sorted().toList();
    }

    /** Whether the scheduler takes a list of values for {@code *}. */
    boolean isAll(List<Integer> values) {
        return values.size() == last - first + 1;
    }

    private boolean isDayOfWeek() {
        return last == DAYS_OF_WEEK;
    }

    private List<Element> elements(String text) throws Refused {
        List<Element> elements = new ArrayList<>();
        for (String element : text.split(",", -1)) {
            elements.add(element.isEmpty() ? Element.single(0) : element(element));
        }
        return elements;
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

    private Element element(String element) throws Refused {
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
            return Element.single(value(from));
        }
        if (from != null && value(to) > last) {
            throw new Refused(outOfRange());
        }
        if (from != null && value(from) >= value(to)) {
            throw new Refused(shown + " cannot have a range that does not rise.");
        }
        return new Element(
                value(from, first), value(to, last), value(step, 1), from == null, false);
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
