package io.flowkeep.flows.wire;

import java.time.LocalDate;
import java.time.Month;
import java.util.List;
import java.util.Optional;

/**
 * The days of a schedule as the scheduler looks for them. Immutable.
 *
 * <p>It goes through the calendar day by day, and treats days of the month and of the week as
 * alternatives if both are named. When it comes into the month after the first one that is named,
 * it throws if a day is named that the first one does not have, unless the year is a leap year.
 * Whether a flow runs before that depends on when it was started; a schedule is good if it does
 * when started before its first month.
 *
 * @param days of the month, as in {@link CronField#values}
 * @param months as in {@link CronField#values}
 * @param weekdays 0 for Sunday, as in {@link CronField#values}
 */
record CronDays(List<Integer> days, List<Integer> months, List<Integer> weekdays) {
    private static final CronField DAY = CronField.ALL.get(CronField.DAY_OF_MONTH);
    private static final CronField MONTH = CronField.ALL.get(CronField.MONTH);
    private static final CronField WEEKDAY = CronField.ALL.get(CronField.DAY_OF_WEEK);
    private static final int DAYS_OF_WEEK = 7;

    /**
     * In a year that is no leap year, and before every month that can lack a day. In January the
     * scheduler takes November for the month before.
     */
    private static final LocalDate START = LocalDate.of(2026, 2, 1);

    /** Long enough for a 29th of February; a day that ever comes does so within this time. */
    private static final int YEARS = 8;

    /** Takes the six fields of a schedule, each of them within its range. */
    static CronDays of(List<String> fields) throws CronField.Refused {
        return new CronDays(
                DAY.values(fields.get(CronField.DAY_OF_MONTH)),
                MONTH.values(fields.get(CronField.MONTH)),
                WEEKDAY.values(fields.get(CronField.DAY_OF_WEEK)));
    }

    /** Why no scheduler ever comes to one of the days; for the client. */
    Optional<String> problem() {
        LocalDate end = START.plusYears(YEARS);
        LocalDate first = START;
        while (first.isBefore(end) && !isMeant(first)) {
            first = first.plusDays(1);
        }
        if (!first.isBefore(end)) {
            return Optional.of("Its day never comes.");
        }
        return isReached(first)
                ? Optional.empty()
                : Optional.of(
                        "The scheduler gives up on it, because its first month has no day %s."
                                .formatted(days.getLast()));
    }

    private boolean isMeant(LocalDate date) {
        boolean isDay = days.contains(date.getDayOfMonth());
        boolean isWeekday = weekdays.contains(date.getDayOfWeek().getValue() % DAYS_OF_WEEK);
        boolean isNamed =
                (isDay || isWeekday)
                        && (isDay || DAY.isAll(days) || !WEEKDAY.isAll(weekdays))
                        && (isWeekday || WEEKDAY.isAll(weekdays) || !DAY.isAll(days));
        return isNamed && months.contains(date.getMonthValue());
    }

    private boolean isReached(LocalDate date) {
        int first = months.getFirst();
        if (MONTH.isAll(months) || days.getLast() <= Month.of(first).maxLength()) {
            return true;
        }
        LocalDate fatal = LocalDate.of(START.getYear(), first, 1).plusMonths(1);
        return date.isBefore(fatal);
    }
}
