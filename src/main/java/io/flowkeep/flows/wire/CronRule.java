package io.flowkeep.flows.wire;

import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Tells whether the schedulers run a cron expression. Immutable, safe for concurrent use.
 *
 * <p>They read minutes, hours, days of the month, months and days of the week, optionally seconds
 * before them, and take no notice of a seventh field. The replaced server's own check let much more
 * pass: such flows were shown as active and never ran. What it refused is refused with its message,
 * even if a scheduler would run it ({@code @daily}); what it accepted although it never ran is
 * refused with a reason.
 */
final class CronRule {
    private static final String INVALID = "Invalid cron expression.";

    /** Far above what spelling out every value takes, 700. */
    private static final int LONGEST_UNITS = 1000;

    private static final Pattern BLANK = Pattern.compile("\\s+");
    private static final String ALL = "*";

    /** One for each of {@link CronField#ALL}. */
    private final List<CronParser> single;

    CronRule() {
        List<UnaryOperator<CronDefinitionBuilder>> fields =
                List.of(
                        field -> field.withSeconds().withValidRange(0, 59).and(),
                        field -> field.withMinutes().withValidRange(0, 59).and(),
                        field -> field.withHours().withValidRange(0, 23).and(),
                        field -> field.withDayOfMonth().withValidRange(1, 31).and(),
                        field -> field.withMonth().withValidRange(1, 12).and(),
                        CronRule::withDayOfWeek);
        List<CronParser> parsers = new ArrayList<>();
        for (UnaryOperator<CronDefinitionBuilder> field : fields) {
            parsers.add(new CronParser(field.apply(CronDefinitionBuilder.defineCron()).instance()));
        }
        this.single = List.copyOf(parsers);
    }

    /** What is wrong with an expression that is not empty; for the client. */
    Optional<String> problem(String cron) {
        if (cron.length() > LONGEST_UNITS) {
            return Optional.of(INVALID + " It is longer than " + LONGEST_UNITS + " characters.");
        }
        if (CronShape.isRefused(cron)) {
            return Optional.of(INVALID);
        }
        try {
            return CronDays.of(fields(cron)).problem().map(why -> INVALID + " " + why);
        } catch (CronField.Refused e) {
            return Optional.of(INVALID + " " + e.getMessage());
        }
    }

    /** All six fields, each of them within its range. */
    private List<String> fields(String cron) throws CronField.Refused {
        List<String> words = new ArrayList<>(List.of(BLANK.split(cron.strip())));
        if (words.size() < CronField.ALL.size()) {
            words.addFirst("0");
        }
        for (int i = 0; i < CronField.ALL.size(); i++) {
            requireRange(i, CronField.ALL.get(i).rewritten(words.get(i)));
        }
        return words.subList(0, CronField.ALL.size());
    }

    private void requireRange(int index, String rewritten) throws CronField.Refused {
        if (rewritten.equals(ALL)) {
            return;
        }
        try {
            single.get(index).parse(rewritten);
        } catch (IllegalArgumentException e) {
            throw new CronField.Refused(CronField.ALL.get(index).outOfRange(), e);
        }
    }

    private static CronDefinitionBuilder withDayOfWeek(CronDefinitionBuilder fields) {
        return fields.withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withIntMapping(7, 0)
                .and();
    }
}
