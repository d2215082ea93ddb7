package io.flowkeep.events;

import java.time.Duration;

/**
 * How the relay works. Immutable.
 *
 * @param batch the most events that are handed to the bus at once, at least 1
 * @param poll how often the outbox is looked into without being told; other processes store too
 * @param postponement how long an event is put off that the bus does not take
 * @param outage how long to wait when the bus or the store is unreachable
 * @param closing how long the batch under way may take when the relay is closed
 */
public record RelaySettings(
        int batch, Duration poll, Backoff postponement, Backoff outage, Duration closing) {

    /** Refuses an empty batch. */
    public RelaySettings {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch of " + batch);
        }
    }

    /**
     * Batches of 500, looked for each quarter of a second; events put off for 1 s up to 10 minutes.
     */
    public static RelaySettings usual() {
        return new RelaySettings(
                500,
                Duration.ofMillis(250),
                new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(10)),
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5)),
                Duration.ofSeconds(5));
    }

    /** The same with another upper bound on how long an event is put off. */
    public RelaySettings postponingAtMost(Duration longest) {
        Duration first = postponement.first();
        Backoff capped = new Backoff(first.compareTo(longest) < 0 ? first : longest, longest);
        return new RelaySettings(batch, poll, capped, outage, closing);
    }
}
