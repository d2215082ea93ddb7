package io.flowkeep.flows;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells whether the schedulers run a cron expression. Immutable, safe for concurrent use.
 *
 * <p>They read minutes, hours, days of the month, months and days of the week, optionally seconds
 * before them, and take no notice of a seventh field. The replaced server's own check let much more
 * pass: such flows were shown as active and never ran. What it refused is refused as it said it,
 * even if a scheduler would run it ({@code @daily}); what it let pass in vain is refused with a
 * reason.
 */
final class CronRule {
    private static final String INVALID = "Invalid cron expression.";

    /** Far above what spelling out every value takes, 700. */
    private static final int LONGEST_UNITS = 1000;

    private static final Pattern BLANK = Pattern.compile("\\s+");
    private static final ZonedDateTime ANY_TIME =
            ZonedDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final CronParser parser = new CronParser(definition());

    /** What is wrong with an expression that is not empty; for the client. */
    Optional<String> problem(String cron) {
        if (cron.length() > LONGEST_UNITS) {
            return Optional.of(INVALID + " It is longer than " + LONGEST_UNITS + " characters.");
        }
        if (CronShape.isRefused(cron)) {
            return Optional.of(INVALID);
        }
        try {
            requireDay(fields(cron));
            return Optional.empty();
        } catch (CronField.Refused e) {
            return Optional.of(INVALID + " " + e.getMessage());
        }
    }

    /** All six fields, rewritten. */
    private List<String> fields(String cron) throws CronField.Refused {
        List<String> words = new ArrayList<>(List.of(BLANK.split(cron.strip())));
        if (words.size() < CronField.ALL.size()) {
            words.addFirst("0");
        }
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < CronField.ALL.size(); i++) {
            CronField field = CronField.ALL.get(i);
            String rewritten = field.rewritten(words.get(i));
            try {
                parser.parse(
                        "* ".repeat(i) + rewritten + " *".repeat(CronField.ALL.size() - 1 - i));
            } catch (IllegalArgumentException e) {
                throw new CronField.Refused(field.outOfRange(), e);
            }
            fields.add(field.widened(rewritten));
        }
        return fields;
    }

    /** Only the day can fail to come; asking for midnight is much faster than for any time. */
    private void requireDay(List<String> fields) throws CronField.Refused {
        List<String> days = fields.subList(CronField.DAY_OF_MONTH, fields.size());
        Cron cron = parser.parse("0 0 0 " + String.join(" ", days));
        if (ExecutionTime.forCron(cron).nextExecution(ANY_TIME).isEmpty()) {
            throw new CronField.Refused("Its day never comes.");
        }
    }

    private static CronDefinition definition() {
        return CronDefinitionBuilder.defineCron()
                .withSeconds()
                .withValidRange(0, 59)
                .and()
                .withMinutes()
                .withValidRange(0, 59)
                .and()
                .withHours()
                .withValidRange(0, 23)
                .and()
                .withDayOfMonth()
                .withValidRange(1, 31)
                .and()
                .withMonth()
                .withValidRange(1, 12)
                .and()
                .withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withIntMapping(7, 0)
                .and()
                .instance();
    }
}
