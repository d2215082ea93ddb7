package io.flowkeep.events;

import java.time.Duration;

/**
 * How often an event is handed in again when its handler fails. Immutable.
 *
 * <p>An unreachable store is not the event's fault: in an outage an event is tried for longer, so
 * that the outage does not end with all its events put aside.
 *
 * @param tries the most attempts at one event, at least 1
 * @param pauses between the attempts
 * @param outagePatience how long an event is tried while the store is unreachable, however many
 *     attempts that takes
 */
public record Redelivery(int tries, Backoff pauses, Duration outagePatience) {

    /** Refuses fewer than one try. */
    public Redelivery {
        if (tries < 1) {
            throw new IllegalArgumentException(tries + " tries");
        }
    }

    /**
     * Five tries in about 2 s, or 5 minutes of trying while the store is unreachable. That is well
     * below the 30 minutes after which RabbitMQ takes back an event that was not acknowledged.
     */
    public static Redelivery usual() {
        return new Redelivery(
                5,
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)),
                Duration.ofMinutes(5));
    }
}
