package io.flowkeep.http;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The Date header, formatted once a second. Safe for concurrent use. */
final class DateHeader {
    private final Clock clock;
    private final AtomicReference<Stamp> latest = new AtomicReference<>(new Stamp(-1, ""));

    private record Stamp(long epochSecond, String text) {}

    DateHeader(Clock clock) {
        this.clock = clock;
    }

    String now() {
        long second = Math.floorDiv(clock.millis(), 1000L);
        Stamp stamp = latest.get();
        if (stamp.epochSecond() != second) {
            stamp = new Stamp(second, HttpTime.header(Instant.ofEpochSecond(second)));
            latest.set(stamp);
        }
        return stamp.text();
    }
}
