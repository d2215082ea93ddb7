package io.flowkeep.flows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class CronRuleTest {
    private static final CronRule RULE = new CronRule();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* * * * *",
                "*/5 */2 1-15/3 * 1-5",
                "0 30 12 * JAN-mar Mon",
                "59/5 * * * *",
                "*/70 * * * *",
                "1,,2 * * * *",
                "* * ? * ?",
                "* * * * SUN-MON",
                "* * * * 0-7/7",
                "0 0 29 2 *",
                "0 0 31 2 MON",
                "0 0 31 2 0-6",
                "0 0 31 2 *,5",
                "0 0 31 1,2 *",
                "0 0 28-31 2 *",
                "0 0 * 4 *",
                "0 0 * 11 *",
                "0 0 30 4,6,9,11 *",
                "0 0 12 ? * MON-FRI *",
                "  * * * * *  ",
                "* * * *  *",
            })
    void what_a_scheduler_runs_is_accepted(String cron) {
        assertEquals(Optional.empty(), RULE.problem(cron));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "@daily",
                "* * * *",
                "* * * * * * * *",
                "60 * * * *",
                "-1 * * * *",
                "* * * * x",
                "*\t* * * *",
                "0 0 0 0 0",
                "* * * * 1-",
                "* * 1W,2 * *",
                "99999999999999999999 * * * *",
                "* * * 1-13 *",
            })
    void what_was_always_refused_is_refused_in_the_same_words(String cron) {
        assertEquals(Optional.of("Invalid cron expression."), RULE.problem(cron));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1-70 * * * * * | Seconds must be between 0 and 59.",
                "1-99999999999 * * * * | Minutes must be between 0 and 59.",
                "* * * * * 2020 | Days of the week must be between 0 and 7.",
                "*,0 * *,, * * | Days of the month must be between 1 and 31.",
                "*/0 * * * * | Minutes cannot have a step of 0.",
                "5/0 * * * * | Minutes cannot have a step of 0.",
                "5-5 * * * * | Minutes cannot have a range that does not rise.",
                "* * * * FRI-SUN | Days of the week cannot have a range that does not rise.",
                "* * * janfeb * | Months cannot be \"janfeb\".",
                "* * * * MON#1 | Days of the week cannot be \"MON#1\".",
                "* ? * * * | Hours cannot be \"?\".",
                "/5 * * * * | Minutes cannot be \"/5\".",
                "5/ * * * * | Minutes cannot be \"5/\".",
                "*/2/3 * * * * | Minutes cannot be \"*/2/3\".",
                "* * 31 2 * | Its day never comes.",
                "0 0 30 2 * | Its day never comes.",
                "* * 31 4,6 ? | Its day never comes.",
                "* * 30,31 2 0-7 | Its day never comes.",
                "0 0 31 4,5 * | The scheduler gives up on it, because its first month has no day"
                        + " 31.",
                "0 0 29-31 2 * | The scheduler gives up on it, because its first month has no day"
                        + " 31.",
                "0 0 30 2-3 * | The scheduler gives up on it, because its first month has no day"
                        + " 30.",
                "0 0 31 4-8 * | The scheduler gives up on it, because its first month has no day"
                        + " 31.",
                "0 0 31 11,12 ? | The scheduler gives up on it, because its first month has no day"
                        + " 31.",
                "0 0 30,31 FEB-DEC * | The scheduler gives up on it, because its first month has"
                        + " no day 31.",
            })
    void what_no_scheduler_runs_is_refused_with_a_reason(String cron, String reason) {
        assertEquals(Optional.of("Invalid cron expression. " + reason), RULE.problem(cron));
    }

    @ParameterizedTest
    @CsvSource({"/contract/cron-verdicts.tsv,800", "/contract/cron-day-verdicts.tsv,799"})
    void the_scheduler_and_the_rule_agree(String verdicts, int fewest) throws IOException {
        int agreed = 0;
        for (String line : lines(verdicts)) {
            String cron = line.substring(line.indexOf('\t') + 1);
            boolean runs = line.startsWith("runs\t");
            if (!runs || !CronShape.isRefused(cron)) {
                assertEquals(runs, RULE.problem(cron).isEmpty(), cron);
                agreed++;
            }
        }
        assertTrue(agreed > fewest, "compared " + agreed);
    }

    @Test
    void a_very_long_expression_costs_little() {
        String list = "1,".repeat(5_000_000) + "1 * * * *";
        String ranges =
                IntStream.range(0, 59).mapToObj(i -> i + "-59/2").collect(Collectors.joining(","));
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> {
                    assertEquals(
                            Optional.of(
                                    "Invalid cron expression. It is longer than 1000 characters."),
                            RULE.problem(list));
                    assertEquals(Optional.empty(), RULE.problem(ranges + " * * * *"));
                });
    }

    /**
     * What cron-parser 2.7.3, which the platform's scheduler uses, did in a January; with days of
     * the month in the middle of it, at the end of a January or the beginning of a February, the
     * better of the two, in a year that is no leap year.
     */
    private static List<String> lines(String resource) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        CronRuleTest.class.getResourceAsStream(resource)),
                                StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
