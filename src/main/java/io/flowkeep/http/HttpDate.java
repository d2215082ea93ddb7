package io.flowkeep.http;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** The Date header, formatted once a second. Safe for concurrent use. */
final class HttpDate {
    private static final DateTimeFormatter IMF =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);
    private final Clock clock;
    private final AtomicReference<Stamp> latest = new AtomicReference<>(new Stamp(-1, ""));

    private record Stamp(long epochSecond, String text) {}

    HttpDate(Clock clock) {
        this.clock = clock;
    }

    String now() {
        long second = Math.floorDiv(clock.millis(), 1000L);
        Stamp stamp = latest.get();
        if (stamp.epochSecond() != second) {
            stamp = new Stamp(second, IMF.format(Instant.ofEpochSecond(second)));
            latest.set(stamp);
        }
        return stamp.text();
    }
}
