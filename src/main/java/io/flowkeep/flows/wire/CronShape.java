package io.flowkeep.flows.wire;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The replaced server's check of a cron expression, as far as it was seen: five to seven parts
 * between blanks, and in most of them no numbers out of range at the start of a list's element.
 * What it refuses stays refused, in the same words. Stateless.
 */
final class CronShape {
    private static final int FEWEST = 5;
    private static final int MOST = 7;
    private static final int DIGITS = 9;
    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+");
    private static final Pattern LETTER = Pattern.compile("[a-z]");

    private CronShape() {}

    static boolean isRefused(String cron) {
        List<String> parts = List.of(BLANKS.split(cron.strip().toLowerCase(Locale.ROOT)));
        if (parts.size() < FEWEST || parts.size() > MOST) {
            return true;
        }
        int skipped = parts.size() == FEWEST ? 1 : 0;
        for (int i = skipped; i < CronField.ALL.size(); i++) {
            String part = parts.get(i - skipped);
            // with six parts the last one was taken for a year
            boolean isYear = i == CronField.DAY_OF_WEEK && parts.size() == FEWEST + 1;
            if (hasForeignLetters(i, part) || (!isYear && hasForeignNumbers(i, part))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasForeignLetters(int index, String part) {
        if (index == CronField.DAY_OF_MONTH) {
            boolean isSeveral = part.contains(",") || part.contains("-");
            return (part.contains("w") && isSeveral)
                    || LETTER.matcher(part.replaceAll("[lw]", "")).find();
        }
        if (index == CronField.DAY_OF_WEEK) {
            String names = String.join("|", CronField.ALL.get(index).names());
            return LETTER.matcher(part.replaceAll(names + "|[lw]", "")).find();
        }
        return false;
    }

    private static boolean hasForeignNumbers(int index, String part) {
        CronField field = CronField.ALL.get(index);
        for (String element : part.split(",", -1)) {
            Matcher number = NUMBER.matcher(element);
            if (number.lookingAt() && !isWithin(number.group(), field)) {
                return true;
            }
            int dash = element.indexOf('-', 1);
            boolean isNamed = index == CronField.MONTH || index == CronField.DAY_OF_WEEK;
            if (isNamed && dash > 0 && !element.startsWith("*")) {
                String end = element.substring(dash + 1).replaceAll("/.*", "");
                if (field.valueOf(end) < 0 && !isWithin(end, field)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isWithin(String number, CronField field) {
        if (!NUMBER.matcher(number).matches() || number.length() > DIGITS) {
            return false;
        }
        long value = Long.parseLong(number);
        return value >= field.first() && value <= field.last();
    }
}
