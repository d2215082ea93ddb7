package io.flowkeep.storage.mongodb;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How long to wait for MongoDB, and the time and chance it is waited by. Immutable.
 *
 * @param selection how long to look for a server that can be asked
 * @param call how long a whole call of a store may take, retries included
 * @param nanoTime as {@link System#nanoTime()}
 * @param chance numbers from 0 to less than 1, to spread retries over time
 */
public record MongoSettings(
        Duration selection, Duration call, LongSupplier nanoTime, DoubleSupplier chance) {

    /** Two seconds for a server and four for a call: any fault is known within five. */
    public static MongoSettings usual(LongSupplier nanoTime, DoubleSupplier chance) {
        return new MongoSettings(Duration.ofSeconds(2), Duration.ofSeconds(4), nanoTime, chance);
    }
}
