package io.flowkeep.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Times in headers: the three forms of RFC 9110, 5.6.7, of which only the first is written. Netty's
 * own parser is more lenient; it accepts a text without a time zone, for example. Stateless.
 */
public final class HttpTime {
    private static final DateTimeFormatter IMF =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US);
    private static final DateTimeFormatter RFC_850 =
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.US);
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US);
    private static final List<DateTimeFormatter> FORMS = List.of(IMF, RFC_850, ASCTIME);

    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private HttpTime() {}

    /**
     * The header form, of years 0 to 9999; parts of a second are dropped. Written without a
     * formatter, since every answer with a file has one and a formatter costs as much as reading
     * the file.
     */
    public static String header(Instant moment) {
        OffsetDateTime time = moment.atOffset(ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(29);
        text.append(
                DAYS, 3 * (time.getDayOfWeek().getValue() - 1), 3 * time.getDayOfWeek().getValue());
        two(text.append(", "), time.getDayOfMonth()).append(' ');
        text.append(MONTHS, 3 * (time.getMonthValue() - 1), 3 * time.getMonthValue()).append(' ');
        two(two(text, time.getYear() / 100), time.getYear() % 100).append(' ');
        two(text, time.getHour()).append(':');
        two(text, time.getMinute()).append(':');
        return two(text, time.getSecond()).append(" GMT").toString();
    }

    private static StringBuilder two(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** Reads any of the three forms; empty if it is none of them. */
    public static Optional<Instant> parse(String text) {
        for (DateTimeFormatter form : FORMS) {
            try {
                return Optional.of(
                        LocalDateTime.parse(text.strip(), form).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException e) {
                // Not this form: the next one, and none means that the header is ignored.
            }
        }
        return Optional.empty();
    }
}
